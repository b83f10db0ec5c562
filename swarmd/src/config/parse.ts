import { extname } from 'node:path'
import { readJson } from './json.js'
import { placesIn } from './lines.js'
import { configError, entriesOf, type ConfigNode } from './node.js'
import { isPackageFile } from './places.js'

type Parse = (text: string, shown: string, file: string) => ConfigNode | undefined | Promise<ConfigNode | undefined>

const json: Parse = (text, shown) => readJson(shown, text)
const yaml: Parse = async (text, shown) => (await import('./yaml.js')).readYaml(shown, text)
const module: Parse = async (_, shown, file) => (await import('./module.js')).readModule(file, shown)

/** How a config file is read, by its extension. */
const parsers: Readonly<Record<string, Parse>> = {
  '': yaml,
  '.json': json,
  '.yaml': yaml,
  '.yml': yaml,
  '.js': module,
  '.mjs': module,
  '.cjs': module,
  '.ts': module,
}

/** The extensions that a config file can have. */
export const extensions = Object.keys(parsers)

/** Reads the text of a config file; undefined when it says nothing. Of a `package.json` it is the key `swarmd`. */
export async function parseConfig(file: string, shown: string, text: string): Promise<ConfigNode | undefined> {
  const parse = parsers[extname(file)]
  if (parse === undefined) {
    const known = extensions.filter((extension) => extension !== '').join(', ')
    throw configError({ file: shown }, `a config ends in ${known}, or in nothing, which is YAML`)
  }
  if (isPackageFile(file) && !speaksOfUs(text)) return undefined
  checkText(text, shown)
  const root = await parse(text, shown, file)
  if (!isPackageFile(file)) return isNothing(root) ? undefined : root
  if (root?.kind !== 'map') return undefined
  // The rest of the file is not ours to judge.
  const own = entriesOf({ ...root, entries: root.entries.filter(({ key }) => key === 'swarmd') }).get('swarmd')
  return isNothing(own?.value) ? undefined : own?.value
}

/** Whether the text of a `package.json` may have a key of ours. One that has not may be as broken as it likes. */
export function speaksOfUs(text: string): boolean {
  return /swarmd|\\u/.test(text)
}

function isNothing(node: ConfigNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value === null)
}

function checkText(text: string, shown: string): void {
  const placeOf = placesIn(shown, text)
  if (text.startsWith('\uFEFF')) {
    throw configError(placeOf(0), 'it begins with a byte order mark (BOM): save it as UTF-8 without one')
  }
  const at = text.search(/[\uFFFD\0]/)
  if (at !== -1) throw configError(placeOf(at), 'it is no UTF-8 text')
}
