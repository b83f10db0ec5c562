import { isObject, mismatch } from '../../containers/read-fields.js'
import type { MakeError } from '../../errors.js'
import { readJson } from './read-json.js'

/** One image of `manifest.json` in an archive (moby `image/tarexport`, `manifestItem`). */
export interface ManifestItem {
  /** The name of the file that is its configuration. */
  readonly Config: string
  /** Null of one that is saved by its id. */
  readonly RepoTags: readonly string[] | null
  /** The names of the files that are its layers, the lowest first. */
  readonly Layers: readonly string[]
}

/** Reads it; throws `InvalidParameter` in the words of Go's `encoding/json`. */
export function readManifest(text: string, error: MakeError): readonly ManifestItem[] {
  const value = readJson(text, error) ?? []
  if (!Array.isArray(value)) throw mismatch(value, 'value', '[]tarexport.manifestItem', error)
  return value.map((item: unknown) => {
    if (!isObject(item)) throw mismatch(item, 'value', 'tarexport.manifestItem', error)
    return {
      Config: textOf(item['Config'], 'Config', error),
      RepoTags: texts(item['RepoTags'], 'RepoTags', error),
      Layers: texts(item['Layers'], 'Layers', error),
    }
  })
}

function textOf(value: unknown, name: string, error: MakeError): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw mismatch(value, `struct field manifestItem.${name}`, 'string', error)
  return value
}

function texts(value: unknown, name: string, error: MakeError): readonly string[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw mismatch(value, `struct field manifestItem.${name}`, '[]string', error)
  return value.map((one) => textOf(one, name, error))
}
