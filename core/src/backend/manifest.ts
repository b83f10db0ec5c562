import { readFile } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { describeError, swarmError } from '../errors.js'
import type { OptionSpec, OptionTable } from './options.js'

/** What a backend's `package.json` says of it. Reading it runs none of its code. */
export interface Manifest {
  /** The package's name. */
  readonly package: string
  readonly version: string
  /** The package's folder. */
  readonly folder: string
  /** The file that exports `install`. */
  readonly entry: string
  /** The versions of the job protocol it was written for, a semver range. */
  readonly api: string
  /** Nothing real is behind it. */
  readonly simulated: boolean
  /** Absent where the backend reads its words itself. */
  readonly options: OptionTable | undefined
}

/** The keyword by which a package says that it is a backend. */
export const keyword = 'libswarm-backend'

/** Reads and checks a package's manifest. Throws `NotFound` without one, `Unavailable` naming what is wrong in it. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, 'package.json')
  const json = await readPackage(file)
  const { name, version, keywords, libswarm } = json
  const bad = (reason: string) => swarmError('Unavailable', `${file}: ${reason}`)
  if (typeof name !== 'string' || typeof version !== 'string') throw bad('"name" and "version" are missing')
  if (!Array.isArray(keywords) || !keywords.includes(keyword)) throw bad(`"keywords" has no "${keyword}"`)
  if (!isRecord(libswarm)) throw bad('the key "libswarm" is missing: { "backend": "./index.js", "api": "^1.0.0" }')
  const { backend, api, simulated = false, options } = libswarm
  if (typeof backend !== 'string') throw bad('"libswarm.backend" names no file')
  const entry = resolve(folder, backend)
  if (!entry.startsWith(resolve(folder) + sep)) throw bad(`"libswarm.backend" is outside the package: ${backend}`)
  if (typeof api !== 'string') throw bad('"libswarm.api" is no version range')
  if (typeof simulated !== 'boolean') throw bad('"libswarm.simulated" is neither true nor false')
  const wrong = options === undefined ? undefined : wrongOptions(options)
  if (wrong !== undefined) throw bad(`"libswarm.options" ${wrong}`)
  return { package: name, version, folder, entry, api, simulated, options: options as OptionTable | undefined }
}

/** Reads a `package.json`. */
export async function readPackage(file: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw swarmError('NotFound', `there is no ${file}`, cause)
    throw swarmError('Unavailable', `cannot read ${file}: ${cause.message}`, cause)
  })
  try {
    const json: unknown = JSON.parse(text)
    if (isRecord(json)) return json
  } catch (cause) {
    throw swarmError('Unavailable', `${file} is not valid JSON: ${describeError(cause)}`, cause)
  }
  throw swarmError('Unavailable', `${file} is no JSON object`)
}

const types: readonly unknown[] = ['string', 'number', 'boolean'] satisfies OptionSpec['type'][]

function wrongOptions(options: unknown): string | undefined {
  if (!isRecord(options)) return 'is no object'
  for (const [name, option] of Object.entries(options)) {
    if (!isRecord(option) || !types.includes(option.type)) return `has no type (string, number, boolean) for "${name}"`
  }
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
