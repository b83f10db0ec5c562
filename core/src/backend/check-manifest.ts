import { stat } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { nearest } from '../nearest.js'
import { isRecord, type PackageJson } from './package-json.js'
import { isPackageName } from './resolve-name.js'

/** The keyword by which a package says that it is a backend. */
export const keyword = 'libswarm-backend'

/**
 * What is wrong with a `package.json` as that of a backend, one sentence a mistake; its options apart. `fits` is whether
 * this host is in the range of its `api`: undefined when that is no range.
 */
export async function wrongManifest(
  folder: string,
  json: PackageJson,
  fits: boolean | undefined,
): Promise<readonly string[]> {
  const { name, version, keywords, libswarm } = json
  return [
    ...(isText(name) ? [] : ['"name" is missing']),
    ...(isText(name) && !isPackageName(name) ? [`"name" is no npm name: ${shown(name)}`] : []),
    ...(isText(version) ? [] : ['"version" is missing']),
    ...(Array.isArray(keywords) && keywords.includes(keyword) ? [] : [`"keywords" has no "${keyword}"`]),
    ...(libswarm === undefined ? [`the key "libswarm" is missing: ${example}`] : []),
    ...(libswarm === undefined || isRecord(libswarm) ? [] : [`the key "libswarm" is not an object: ${example}`]),
    ...(isRecord(libswarm) ? await wrongKey(folder, libswarm, fits) : []),
  ]
}

/** Whether a value is a string that says something. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

const example = '{ "backend": "./index.js", "api": "^1.0.0" }'
const keys = ['backend', 'api', 'simulated', 'options']

async function wrongKey(folder: string, libswarm: PackageJson, fits: boolean | undefined): Promise<readonly string[]> {
  const { backend, api, simulated = false } = libswarm
  return [
    ...Object.keys(libswarm).flatMap(misspelt),
    ...(isText(backend) ? await wrongEntry(folder, backend) : ['"libswarm.backend" names no file']),
    ...(isText(api) ? [] : ['"libswarm.api" is missing: a semver range over the job protocol, as in "^1.0.0"']),
    ...(isText(api) && fits === undefined ? [`"libswarm.api" is no semver range: ${shown(api)}`] : []),
    ...(typeof simulated === 'boolean' ? [] : ['"libswarm.simulated" is neither true nor false']),
  ]
}

/** A key that a later version may have is passed over, one that looks like a slip of the hand is not. */
function misspelt(key: string): readonly string[] {
  const near = keys.includes(key) ? undefined : nearest(key, keys)
  return near === undefined ? [] : [`"libswarm" has an unknown key ${shown(key)}, did you mean "${near}"?`]
}

/** Links are followed, as Node does: what is loaded may do all that its package may, wherever it is kept. */
async function wrongEntry(folder: string, backend: string): Promise<readonly string[]> {
  const entry = resolve(folder, backend)
  if (!entry.startsWith(resolve(folder) + sep))
    return [`"libswarm.backend" is outside of the package: ${shown(backend)}`]
  const found = await stat(entry).catch((thrown: NodeJS.ErrnoException) => thrown.code ?? thrown.message)
  if (found === 'ENOENT' || found === 'ENOTDIR') return [`the entry ${shown(backend)} is missing: has it been built?`]
  if (typeof found === 'string') return [`the entry ${shown(backend)} cannot be read: ${found}`]
  return found.isFile() ? [] : [`the entry ${shown(backend)} is no file`]
}

function shown(value: string): string {
  return JSON.stringify(value)
}
