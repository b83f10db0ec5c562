import { realpath } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { describeError } from '../errors.js'
import type { Candidate, Place } from './candidate.js'
import { allInstalledIn, declares, dependenciesOf, type Dependencies } from './dependencies.js'
import { locate, packageFolder } from './locate.js'
import { readPackageJson } from './package-json.js'
import type { Places } from './places.js'
import { nameOf, packageOf } from './resolve-name.js'
import { shared } from './shared.js'

/** What the places have. */
export interface Survey {
  /** In the order of the places; at most one of a name has no `shadow`. */
  readonly candidates: readonly Candidate[]
  /** Folders whose dependencies are not known, with the reason. */
  readonly problems: ReadonlyMap<string, string>
}

/** Looks for the backends in all places, in their order; for the package of one name alone when given. */
export async function survey(places: Places, wanted?: string): Promise<Survey> {
  const home = await packageFolder(places.from)
  const [paths, own, packages, standard, host] = await Promise.all([
    Promise.all((places.paths ?? []).map((folder) => byFolder(folder, 'paths'))),
    home === undefined ? none : dependenciesOf(home, 'dependency', wanted),
    Promise.all((places.packages ?? []).map((name) => byName(name, places.from))),
    Promise.all(places.standard.map((folder) => byFolder(folder, 'standard'))),
    places.host === undefined || places.host === home ? none : hostOf(places.host, wanted),
  ])
  const all = [...paths, ...own.direct, ...packages, ...standard, ...host.direct, ...own.indirect, ...host.indirect]
  const candidates = all.filter((one) => (wanted ?? one.package) === one.package)
  const problems = new Map<string, string>()
  if (own.problem !== undefined) problems.set(home!, own.problem)
  if (host.problem !== undefined) problems.set(places.host!, host.problem)
  return { candidates: await withShadows(candidates), problems }
}

const none: Dependencies = { direct: [], indirect: [], problem: undefined }

async function byFolder(path: string, place: Place): Promise<Candidate> {
  const folder = resolve(path)
  try {
    const { name } = await readPackageJson(folder)
    if (typeof name !== 'string') return { package: basename(folder), folder, place }
    if (nameOf(name) !== undefined) return { package: name, folder, place }
    return {
      package: name,
      folder,
      place,
      problem: `its name ${JSON.stringify(name)} is not that of a backend: ${rule}`,
    }
  } catch (thrown) {
    return { package: basename(folder), folder, place, problem: describeError(thrown) }
  }
}

const rule = 'libswarm-backend-foo, or @scope/libswarm-backend-foo'

async function byName(name: string, from: string): Promise<Candidate> {
  const wrong = (problem: string): Candidate => ({ package: name, folder: from, place: 'packages', problem })
  try {
    const wanted = packageOf(name)
    const folder = await locate(wanted, from)
    if (folder !== undefined) return { package: wanted, folder, place: 'packages' }
    return {
      ...wrong(`it is in the list of packages, but not installed: npm i ${wanted}`),
      package: wanted,
      folder: join(from, 'node_modules', wanted),
    }
  } catch (thrown) {
    return wrong(describeError(thrown))
  }
}

async function hostOf(host: string, wanted: string | undefined): Promise<Dependencies> {
  if (await declares(host)) return dependenciesOf(host, 'host', wanted)
  return { ...none, direct: await allInstalledIn(host, 'host') }
}

/** The first of a name has it, a standard one before all; one folder that was found twice is one candidate. */
async function withShadows(candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
  const byPackage = new Map<string, Candidate[]>()
  for (const one of candidates) byPackage.set(one.package, [...(byPackage.get(one.package) ?? []), one])
  return (await Promise.all([...byPackage.values()].map(ranked))).flat()
}

async function ranked(rivals: readonly Candidate[]): Promise<readonly Candidate[]> {
  if (rivals.length === 1) return rivals
  const ordered = [...rivals.filter(isStandard), ...rivals.filter((one) => !isStandard(one))]
  const folders = await Promise.all(ordered.map(({ folder }) => identity(folder)))
  const distinct = ordered.filter((_, index) => folders.indexOf(folders[index]!) === index)
  const [first, ...others] = distinct
  return [first!, ...others.map((one) => ({ ...one, shadow: first! }))]
}

function isStandard({ place }: Candidate): boolean {
  return place === 'standard'
}

/** What two paths of one folder have in common. */
export const identity = shared((folder) => realpath(folder).catch(() => folder))
