import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError } from '../errors.js'
import type { Candidate, Place } from './candidate.js'
import { locate } from './locate.js'
import { isRecord, readPackageJson, type PackageJson } from './package-json.js'
import { nameOf } from './resolve-name.js'

/** The backends of a package: what it declares, and what is in its `node_modules` besides. */
export interface Dependencies {
  readonly direct: readonly Candidate[]
  readonly indirect: readonly Candidate[]
  /** Why nothing is known of what it declares. */
  readonly problem: string | undefined
}

/** The backends among the dependencies of the package in a folder; of one name alone when given. */
export async function dependenciesOf(home: string, place: Place, wanted?: string): Promise<Dependencies> {
  const [declared, installed] = await Promise.all([
    declarations(home),
    wanted === undefined ? installedIn(home) : found(wanted, home),
  ])
  const names = [...declared.names].filter((name) => nameOf(name) !== undefined && (wanted ?? name) === name)
  const direct = await Promise.all(names.map((name) => dependency(name, home, place)))
  return {
    direct: direct.filter((one) => one.problem === undefined || !declared.optional.has(one.package)),
    indirect: installed.filter((one) => !declared.names.has(one.package)),
    problem: declared.problem,
  }
}

/** The backends in the `node_modules` of a folder that no `package.json` speaks for, as that of npm's global packages. */
export async function allInstalledIn(home: string, place: Place): Promise<readonly Candidate[]> {
  return (await installedIn(home)).map((one) => ({ ...one, place }))
}

/** Whether a folder has a `package.json` that says what belongs into its `node_modules`. */
export async function declares(home: string): Promise<boolean> {
  const json = await readPackageJson(home).catch((): PackageJson => ({}))
  return json.workspaces !== undefined || namesOf(json).size > 0
}

interface Declared {
  readonly names: ReadonlySet<string>
  /** Those that nobody misses. */
  readonly optional: ReadonlySet<string>
  readonly problem?: string
}

async function declarations(home: string): Promise<Declared> {
  try {
    const json = await readPackageJson(home)
    return { names: namesOf(json), optional: optionalPeers(json) }
  } catch (thrown) {
    return {
      names: new Set(),
      optional: new Set(),
      problem: `${describeError(thrown)}, so its dependencies are not known`,
    }
  }
}

/** Peers are direct dependencies too: npm installs them, and Node finds them from here. */
function namesOf(json: PackageJson): ReadonlySet<string> {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = json
  const kinds = [dependencies, devDependencies, optionalDependencies, peerDependencies]
  return new Set(kinds.flatMap((kind) => (isRecord(kind) ? Object.keys(kind) : [])))
}

function optionalPeers({ peerDependenciesMeta: meta }: PackageJson): ReadonlySet<string> {
  const entries = isRecord(meta) ? Object.entries(meta) : []
  return new Set(entries.flatMap(([name, one]) => (isRecord(one) && one.optional === true ? [name] : [])))
}

async function dependency(name: string, home: string, place: Place): Promise<Candidate> {
  const folder = await locate(name, home)
  if (folder !== undefined) return { package: name, folder, place, home }
  const problem = `declared in ${join(home, 'package.json')} but not installed: run npm install`
  return { ...candidate(name, home, place), problem }
}

function candidate(name: string, home: string, place: Place): Candidate {
  return { package: name, folder: join(home, 'node_modules', name), place, home }
}

/** One look into `node_modules`, and into the scopes there. */
async function installedIn(home: string): Promise<readonly Candidate[]> {
  const folder = join(home, 'node_modules')
  const entries = await namesIn(folder)
  const scoped = entries
    .filter((entry) => entry.startsWith('@'))
    .map(async (scope) => (await namesIn(join(folder, scope))).map((name) => `${scope}/${name}`))
  const names = [...entries, ...(await Promise.all(scoped)).flat()]
  return names.filter((name) => nameOf(name) !== undefined).map((name) => candidate(name, home, 'indirect'))
}

/** What Node would find by a name. */
async function found(name: string, home: string): Promise<readonly Candidate[]> {
  const folder = await locate(name, home)
  return folder === undefined ? [] : [{ ...candidate(name, home, 'indirect'), folder }]
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}
