import { dirname } from 'node:path'
import {
  describeError,
  isSwarmError,
  swarmError,
  type IsolationOptions,
  type OptionValues,
  type Places,
  type SwarmErrors,
} from 'libswarm-core'
import { installedIn } from '../installed-in.js'
import { standardBackends } from '../standard.js'
import { fromData } from './data.js'
import type { Found } from './find.js'
import { flagOf, keyNames, keys, type Key, type KeyName, type ValueOf } from './keys.js'
import { configError, formatPlace, type Place } from './node.js'
import { readKeys, type Said } from './read.js'
import type { Base } from './shape.js'

/** What the command line says: the values of all options, and the names of those that were given. */
export interface Flags {
  readonly values: OptionValues
  readonly given: ReadonlySet<string>
}

/** Where a value came from. */
export type Source =
  | { readonly kind: 'default' }
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'file'; readonly place: Place }

/** A value, and where it came from. */
export interface Setting<T> {
  readonly value: T
  readonly source: Source
}

/** The configuration: what flags and the config file say, and the defaults. */
export interface Config {
  /** The config file, absolute; undefined without one. */
  readonly file: string | undefined
  /** The folder of the file, from which what it names is resolved; the working directory without one. */
  readonly folder: string
  readonly cwd: string
  /** Config files that are there and not read, because `file` comes first. */
  readonly behind: readonly string[]
  readonly settings: { readonly [K in KeyName]: Setting<ValueOf<K>> }
}

const noFlags: Flags = { values: {}, given: new Set() }

/**
 * Reads the configuration of a working directory. `--config` names the file, `--no-config` reads none; otherwise it is
 * looked for. Rejects with a sentence and the place, kind `Conflict` when flag and file say the same key.
 */
export async function loadConfig(cwd: string, flags: Flags = noFlags): Promise<Config> {
  const found = await find(cwd, flags)
  const folder = found === undefined ? cwd : dirname(found.file)
  const base: Base = { folder, cwd }
  const said = found?.root === undefined ? new Map<KeyName, Said>() : readKeys(found.root, base)
  refuseConflicts(said, flags)
  const settings = keyNames.map((name) => [name, settle(keys[name] as Key<unknown>, said.get(name), flags, base)])
  return {
    file: found?.file,
    folder,
    cwd,
    behind: found?.behind ?? [],
    settings: Object.fromEntries(settings) as Config['settings'],
  }
}

/** Where backends are looked for. `from` is the folder that the configured ones are named in. */
export async function placesOf({ folder, cwd, settings }: Config): Promise<Places> {
  return {
    from: settings.backends.source.kind === 'flag' ? cwd : folder,
    standard: standardBackends(),
    paths: settings['plugins.paths'].value,
    packages: settings['plugins.packages'].value,
    deny: settings['plugins.deny'].value,
    host: await installedIn(),
  }
}

/** Which backends run in processes of their own, and what those may have. */
export function isolationOf({ settings }: Config): IsolationOptions {
  const limits = { memory: settings['isolate-memory'].value, env: settings['isolate-env'].value }
  return { isolate: settings.isolate.value, limits }
}

/** Blames the config file for an address or a backend that it says and that turned out wrong, or for several. */
export function blame(config: Config, thrown: unknown): unknown {
  if (!isSwarmError(thrown)) return thrown
  if (config.settings.backends.source.kind === 'file' && 'errors' in thrown) {
    const errors = (thrown as SwarmErrors).errors.map((one) => blame(config, one))
    return Object.assign(swarmError('Unavailable', errors.map(describeError).join('\n')), { errors })
  }
  if (!['InvalidParameter', 'NotFound'].includes(thrown.kind)) return thrown
  const { source } = /^\w+ address /.test(thrown.message) ? config.settings.listen : config.settings.backends
  return source.kind === 'file' ? configError(source.place, thrown.message, 'Unavailable', thrown) : thrown
}

async function find(cwd: string, { values, given }: Flags): Promise<Found | undefined> {
  const without = values['no-config'] === true
  if (given.has('config') && without) {
    throw swarmError('InvalidParameter', '--config names a file and --no-config reads none: give one of them')
  }
  if (without) return undefined
  const { findConfig, openConfig } = await import('./find.js')
  return given.has('config') ? openConfig(String(values['config']), cwd) : findConfig(cwd)
}

function settle(key: Key<unknown>, said: Said | undefined, flags: Flags, base: Base): Setting<unknown> {
  const flag = flagOf(key)
  if (key.flag !== undefined && flag !== undefined && flags.given.has(key.flag)) {
    const value = flags.values[key.flag]
    const source: Source = { kind: 'flag', flag }
    if (key.replacedBy !== undefined) return { value: key.replacedBy(value as readonly string[]), source }
    return { value: readFlag(key, flag, value, base.cwd), source }
  }
  if (said !== undefined) return { value: said.value, source: { kind: 'file', place: said.place } }
  return { value: key.default, source: { kind: 'default' } }
}

/** Reads what a flag says as if a file in the working directory said it. Throws `InvalidParameter`. */
function readFlag(key: Key<unknown>, flag: string, value: unknown, cwd: string): unknown {
  try {
    return key.shape.read(fromData(value, { file: flag }, flag), flag, { folder: cwd, cwd })
  } catch (thrown) {
    throw isSwarmError(thrown) ? swarmError('InvalidParameter', thrown.message, thrown) : thrown
  }
}

function refuseConflicts(said: ReadonlyMap<KeyName, Said>, { given }: Flags): void {
  const conflicts = [...said].flatMap(([name, { place }]) => {
    const key = keys[name] as Key<unknown>
    if (key.flag === undefined || key.replacedBy !== undefined || !given.has(key.flag)) return []
    return [`${flagOf(key)} and "${name}" of ${formatPlace(place)}`]
  })
  if (conflicts.length === 0) return
  throw swarmError(
    'Conflict',
    `conflicts: the command line and the config file both say ${conflicts.join('; ')}: keep one`,
  )
}
