import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { swarmError } from '../errors.js'
import type { Candidate } from './candidate.js'
import { survey } from './candidates.js'
import { examine, type Manifest } from './manifest.js'
import type { Places } from './places.js'
import { isPath, nameOf, packageOf } from './resolve-name.js'
import { deniedAs, standingOf, type BackendStatus } from './standing.js'
import { unknownBackend } from './unknown.js'

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

/** A backend that was found, by the name that it has here. */
export interface Found {
  readonly name: string
  readonly manifest: Manifest
}

/**
 * Every installed backend, by name; those of one name in the order of the places: `paths`, the direct dependencies of
 * the package that `from` is in, `packages`, `standard` (their names are theirs in any case), `host`. A package whose
 * own `package.json` cannot be read is listed as `package.json`. Nothing of any package is run.
 */
export async function listBackends(places: Places): Promise<readonly Installed[]> {
  const { candidates, problems } = await survey(places)
  const listed = await Promise.all(candidates.map((candidate) => describe(candidate, places.deny)))
  const unread = [...problems].map(([from, reason]): Installed => {
    const nothing = { version: undefined, api: undefined, simulated: false }
    return { ...nothing, name: 'package.json', package: 'package.json', status: 'invalid', reason, from }
  })
  return [...unread, ...listed].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
}

/**
 * Finds the backend of a name or a path, with a manifest that is right and a range that this host is in. Nothing of the
 * package is run. Throws `InvalidParameter` for what is no name, `NotFound` for an unknown one, `Forbidden` for a
 * denied one, `Unavailable` with the reason for one that cannot be used.
 */
export async function findBackend(name: string, places: Places): Promise<Found> {
  if (isPath(name)) return findFolder(name, places)
  const wanted = packageOf(name)
  const { candidates } = await survey(places, wanted)
  const candidate = candidates.find(({ shadow }) => shadow === undefined)
  if (candidate === undefined) throw await unknownBackend(name, wanted, places)
  const examined = await examine(candidate.folder)
  const { status, reason } = standingOf(candidate, examined, places.deny)
  const short = nameOf(wanted) ?? wanted
  if (status === 'denied') throw swarmError('Forbidden', `cannot load the backend "${short}": ${reason}`)
  if (reason === undefined) return { name: short, manifest: examined.manifest! }
  throw swarmError('Unavailable', `cannot load the backend "${short}" in ${candidate.folder}: ${reason}`)
}

async function findFolder(path: string, { from, deny = [] }: Places): Promise<Found> {
  const folder = resolve(from, path)
  const cannot = `cannot load the backend "${path}"`
  const missing = await missingFolder(folder)
  if (missing !== undefined) throw swarmError('NotFound', `${cannot}: ${missing}`)
  const { reason, manifest, package: own } = await examine(folder)
  const denied = deniedAs(deny, own)
  if (denied !== undefined) throw swarmError('Forbidden', `${cannot}: the deny list has "${denied}"`)
  if (manifest === undefined) throw swarmError('Unavailable', `${cannot} in ${folder}: ${reason}`)
  return { name: nameOf(manifest.package) ?? manifest.package, manifest }
}

async function missingFolder(folder: string): Promise<string | undefined> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) return `there is no folder ${folder}`
  return found.isDirectory() ? undefined : `${folder} is a file: a backend is named by the folder of its package`
}

async function describe(candidate: Candidate, deny: readonly string[] | undefined): Promise<Installed> {
  const examined = await examine(candidate.folder)
  const { version, api, simulated } = examined
  const { package: own, folder: from } = candidate
  return {
    name: nameOf(own) ?? own,
    package: own,
    version,
    api,
    simulated,
    from,
    ...standingOf(candidate, examined, deny),
  }
}
