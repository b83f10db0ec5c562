import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { swarmError } from '../errors.js'
import type { Candidate } from './candidate.js'
import { survey } from './candidates.js'
import { examine, type Examined, type Manifest } from './manifest.js'
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
  const listed = await Promise.all(candidates.map(async (one) => describe(one, await examine(one.folder), places.deny)))
  const unread = [...problems].map(([from, reason]): Installed => {
    const nothing = { version: undefined, api: undefined, simulated: false }
    return { ...nothing, name: 'package.json', package: 'package.json', status: 'invalid', reason, from }
  })
  return [...unread, ...listed].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
}

/** A backend that was looked at: how it stands, and its manifest where that is right. */
export interface Inspected extends Installed {
  readonly manifest: Manifest | undefined
}

/**
 * Finds the backend of a name or a path, with a manifest that is right and a range that this host is in. Nothing of the
 * package is run. Throws `InvalidParameter` for what is no name, `NotFound` for an unknown one, `Forbidden` for a
 * denied one, `Unavailable` with the reason for one that cannot be used.
 */
export async function findBackend(name: string, places: Places): Promise<Found> {
  const { name: known, manifest, status, reason, from } = await inspectBackend(name, places)
  if (reason === undefined) return { name: known, manifest: manifest! }
  const cannot = `cannot load the backend "${isPath(name) ? name : known}"`
  if (status === 'denied') throw swarmError('Forbidden', `${cannot}: ${reason}`)
  throw swarmError('Unavailable', `${cannot} in ${from}: ${reason}`)
}

/**
 * Looks at the backend that a name or a path means, which may be a broken one. Nothing of the package is run. Throws
 * `InvalidParameter` for what is no name, `NotFound` for an unknown one.
 */
export async function inspectBackend(name: string, places: Places): Promise<Inspected> {
  if (isPath(name)) return inspectFolder(name, places)
  const wanted = packageOf(name)
  const { candidates } = await survey(places, wanted)
  const candidate = candidates.find(({ shadow }) => shadow === undefined)
  if (candidate === undefined) throw await unknownBackend(name, wanted, places)
  const examined = await examine(candidate.folder)
  return { ...describe(candidate, examined, places.deny), manifest: examined.manifest }
}

async function inspectFolder(path: string, { from, deny = [] }: Places): Promise<Inspected> {
  const folder = resolve(from, path)
  const missing = await missingFolder(folder)
  if (missing !== undefined) throw swarmError('NotFound', `cannot load the backend "${path}": ${missing}`)
  const { package: own = path, ...examined } = await examine(folder)
  const denied = deniedAs(deny, own)
  const known = { ...examined, package: own, name: nameOf(own) ?? own, from: folder }
  return denied === undefined ? known : { ...known, status: 'denied', reason: `the deny list has "${denied}"` }
}

async function missingFolder(folder: string): Promise<string | undefined> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) return `there is no folder ${folder}`
  return found.isDirectory() ? undefined : `${folder} is a file: a backend is named by the folder of its package`
}

function describe(candidate: Candidate, examined: Examined, deny: readonly string[] | undefined): Installed {
  const { version, api, simulated } = examined
  const { package: own, folder: from } = candidate
  const standing = standingOf(candidate, examined, deny)
  return { name: nameOf(own) ?? own, package: own, version, api, simulated, from, ...standing }
}
