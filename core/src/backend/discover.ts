import { access } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { describeError, isSwarmError, swarmError } from '../errors.js'
import { nearest } from '../nearest.js'
import { protocolVersion } from '../engine/protocol.js'
import { readManifest, readPackage, type Manifest } from './manifest.js'
import { isPath, nameOf, packageOf } from './resolve-name.js'

/** Where backends are looked for, and nowhere else. */
export interface Places {
  /** The folder that names are resolved from; its package's direct dependencies count. */
  readonly from: string
  /** Folders of the backends that the host brings along. */
  readonly standard: readonly string[]
  /** Folders of backends that may be named although they are no dependencies. */
  readonly paths?: readonly string[]
  /** Packages that may be named although they are no direct dependencies, looked up from `from` as Node does. */
  readonly packages?: readonly string[]
  /** Names of backends, or of their packages, that are never loaded. */
  readonly deny?: readonly string[]
  /** The folder whose `node_modules` the host itself is installed in. */
  readonly host?: string | undefined
}

/** Whether an installed backend can be used; all but the first two come with a reason. */
export type BackendStatus = 'standard' | 'ok' | 'incompatible' | 'invalid' | 'shadowed'

/** One installed backend. A broken one is listed too, with the reason. */
export interface Installed {
  readonly name: string
  readonly package: string
  readonly version: string | undefined
  readonly api: string | undefined
  readonly status: BackendStatus
  readonly reason: string | undefined
  readonly simulated: boolean
  /** The package's folder. */
  readonly from: string
}

/** Finds the manifest of a named backend. Nothing of the package is run. */
export async function findBackend(name: string, places: Places): Promise<Manifest> {
  if (isPath(name)) return readManifest(resolve(places.from, name))
  const wanted = packageOf(name)
  const candidate = (await candidates(places)).find((found) => found.package === wanted)
  if (candidate !== undefined) return readManifest(candidate.folder)
  throw await unknownBackend(name, wanted, places)
}

/** Every installed backend, direct dependencies before the standard ones. Nothing of any package is run. */
export async function listBackends(places: Places): Promise<readonly Installed[]> {
  const seen = new Map<string, string>()
  const list: Installed[] = []
  for (const candidate of await candidates(places)) {
    const shadow = seen.get(candidate.package)
    seen.set(candidate.package, shadow ?? candidate.folder)
    list.push(await describe(candidate, shadow))
  }
  return list.sort((a, b) => a.name.localeCompare(b.name))
}

/** Whether this host speaks a version of the job protocol that a manifest accepts. */
export async function isCompatible(api: string): Promise<boolean> {
  // What nearly every backend says needs no semver, and the start no time to load it.
  if (api === `^${protocolVersion}`) return true
  const { default: satisfies } = await import('semver/functions/satisfies.js')
  return satisfies(protocolVersion, api)
}

interface Candidate {
  readonly package: string
  readonly folder: string
  readonly standard: boolean
}

async function candidates(places: Places): Promise<readonly Candidate[]> {
  const direct = await directDependencies(places.from)
  const standard = await Promise.all(
    places.standard.map(async (folder) => {
      const { name } = await readPackage(join(folder, 'package.json'))
      return { package: String(name), folder, standard: true }
    }),
  )
  const folders = new Set(standard.map(({ folder }) => folder))
  return [...direct.filter(({ folder }) => !folders.has(folder)), ...standard]
}

/** The backends among the direct dependencies of the package that a folder is in. */
async function directDependencies(from: string): Promise<readonly Candidate[]> {
  const home = await packageFolder(from)
  if (home === undefined) return []
  const json = await readPackage(join(home, 'package.json')).catch((): Readonly<Record<string, unknown>> => ({}))
  const kinds = [json.dependencies, json.devDependencies, json.optionalDependencies]
  const names = kinds.flatMap((kind) => Object.keys(kind ?? {})).filter((name) => nameOf(name) !== undefined)
  const found = await Promise.all([...new Set(names)].map(async (name) => ({ name, folder: await locate(name, home) })))
  return found.flatMap(({ name, folder }) => (folder === undefined ? [] : [{ package: name, folder, standard: false }]))
}

async function packageFolder(from: string): Promise<string | undefined> {
  for (const folder of upwards(from)) if (await exists(join(folder, 'package.json'))) return folder
  return undefined
}

/** Node's own lookup of a package's folder: `node_modules` here, then in each folder above. */
export async function locate(packageName: string, from: string): Promise<string | undefined> {
  for (const folder of upwards(from)) {
    const found = join(folder, 'node_modules', packageName)
    if (await exists(join(found, 'package.json'))) return found
  }
  return undefined
}

function* upwards(from: string): Generator<string> {
  let folder = resolve(from)
  while (dirname(folder) !== folder) {
    yield folder
    folder = dirname(folder)
  }
  yield folder
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

async function describe(candidate: Candidate, shadow: string | undefined): Promise<Installed> {
  const base = {
    name: nameOf(candidate.package) ?? candidate.package,
    package: candidate.package,
    from: candidate.folder,
  }
  try {
    const manifest = await readManifest(candidate.folder)
    const known = { ...base, version: manifest.version, api: manifest.api, simulated: manifest.simulated }
    if (shadow !== undefined) return { ...known, status: 'shadowed', reason: `${shadow} comes first` }
    if (!(await exists(manifest.entry))) return { ...known, status: 'invalid', reason: `there is no ${manifest.entry}` }
    if (!(await isCompatible(manifest.api))) {
      return { ...known, status: 'incompatible', reason: incompatible(manifest) }
    }
    return { ...known, status: candidate.standard ? 'standard' : 'ok', reason: undefined }
  } catch (thrown) {
    return {
      ...base,
      version: undefined,
      api: undefined,
      simulated: false,
      status: 'invalid',
      reason: describeError(thrown),
    }
  }
}

/** Why a manifest's range is not met. */
export function incompatible(manifest: Manifest): string {
  return `it was written for version ${manifest.api} of the job protocol, this is ${protocolVersion}`
}

async function unknownBackend(name: string, wanted: string, places: Places): Promise<Error> {
  const known = (
    await candidates(places).catch((thrown: unknown) => {
      if (isSwarmError(thrown)) return []
      throw thrown
    })
  ).map((candidate) => nameOf(candidate.package) ?? candidate.package)
  const near = nearest(name, known)
  const hint = near === undefined ? '' : `: did you mean "${near}"?`
  const have = known.length === 0 ? 'none is installed here' : `have: ${[...new Set(known)].sort().join(', ')}`
  return swarmError('NotFound', `unknown backend "${name}"${hint} (${have}; to install another: npm i ${wanted})`)
}
