import { resolve } from 'node:path'
import { describeError, isSwarmError } from '../errors.js'
import { isText, wrongManifest } from './check-manifest.js'
import { wrongTable } from './check-table.js'
import { incompatible, isCompatible } from './compatible.js'
import type { OptionTable } from './option-table.js'
import { isRecord, readPackageJson, type PackageJson } from './package-json.js'

/** What a backend's `package.json` says of it. Reading it runs none of its code. */
export interface Manifest {
  /** The package's own name. */
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

/** A package, looked at as a backend: its manifest, or why it has none that can be used. */
export interface Examined {
  readonly package: string | undefined
  readonly version: string | undefined
  readonly api: string | undefined
  readonly simulated: boolean
  readonly status: 'ok' | 'incompatible' | 'invalid'
  /** Everything that is wrong with it, in one line. */
  readonly reason: string | undefined
  /** There when nothing is wrong. */
  readonly manifest: Manifest | undefined
}

/** Reads and checks the manifest in a package's folder. Runs nothing of it, and rejects for nothing that is in it. */
export async function examine(folder: string): Promise<Examined> {
  try {
    return await check(folder, await readPackageJson(folder))
  } catch (thrown) {
    if (!isSwarmError(thrown)) throw thrown
    return { ...unknown, status: 'invalid', reason: describeError(thrown), manifest: undefined }
  }
}

const unknown = { package: undefined, version: undefined, api: undefined, simulated: false }

async function check(folder: string, json: PackageJson): Promise<Examined> {
  const { backend, api, simulated, options } = isRecord(json.libswarm) ? json.libswarm : {}
  const known = {
    package: isText(json.name) ? json.name : undefined,
    version: isText(json.version) ? json.version : undefined,
    api: isText(api) ? api : undefined,
    simulated: simulated === true,
  }
  const fits = known.api === undefined ? undefined : await isCompatible(known.api)
  const wrong = await wrongManifest(folder, json, fits)
  // What the options of another protocol look like is not for this one to say.
  const mistakes = fits === false || options === undefined ? wrong : [...wrong, ...wrongTable(options)]
  if (mistakes.length > 0) return { ...known, status: 'invalid', reason: mistakes.join('; '), manifest: undefined }
  const right = known as { package: string; version: string; api: string; simulated: boolean }
  if (fits === false) {
    return { ...known, status: 'incompatible', reason: incompatible(right.api), manifest: undefined }
  }
  const entry = resolve(folder, backend as string)
  const manifest = { ...right, folder, entry, options: options as OptionTable | undefined }
  return { ...known, status: 'ok', reason: undefined, manifest }
}
