import { pathToFileURL } from 'node:url'
import { describeError, swarmError } from '../errors.js'
import { findBackend, incompatible, isCompatible, type Places } from './discover.js'
import type { Install, NamedSpec } from './contract.js'
import { nameOf } from './resolve-name.js'
import { checkOptions, parseOptions, type OptionValues, type Owner } from './options.js'
import { parseSpec } from './spec.js'
import type { Manifest } from './manifest.js'

/** A backend that is ready to be installed: found, compatible, its options checked, its code loaded. */
export interface Loaded {
  readonly name: string
  readonly version: string | undefined
  readonly simulated: boolean
  readonly install: Install<never>
  readonly options: unknown
}

/** Finds, checks and loads a backend. Its options are checked before any of its code runs. */
export async function loadBackend(spec: string | NamedSpec, places: Places): Promise<Loaded> {
  const named = typeof spec === 'string' ? parseSpec(spec) : { ...spec, name: spec.backend }
  const from = typeof spec === 'string' ? places.from : (spec.from ?? places.from)
  const manifest = await findBackend(named.name, { ...places, from })
  const short = nameOf(manifest.package) ?? manifest.package
  const options = readOptions(manifest, named.words ?? named.options ?? {}, short)
  if (!(await isCompatible(manifest.api))) throw cannotLoad(short, incompatible(manifest))
  const install = await importInstall(manifest, short)
  return { name: short, version: manifest.version, simulated: manifest.simulated, install, options }
}

function readOptions(manifest: Manifest, given: readonly string[] | OptionValues, name: string): unknown {
  const owner: Owner = { title: `the backend "${name}"`, name }
  if (isWords(given)) return manifest.options === undefined ? given : parseOptions(manifest.options, given, owner)
  return checkOptions(manifest.options ?? {}, given, owner)
}

function isWords(given: readonly string[] | OptionValues): given is readonly string[] {
  return Array.isArray(given)
}

async function importInstall(manifest: Manifest, name: string): Promise<Install<never>> {
  let module: Readonly<Record<string, unknown>>
  try {
    module = (await import(pathToFileURL(manifest.entry).href)) as Readonly<Record<string, unknown>>
  } catch (cause) {
    throw cannotLoad(name, `${manifest.entry}: ${describeError(cause)}`, cause)
  }
  if (typeof module.install !== 'function') throw cannotLoad(name, `${manifest.entry} has no export "install"`)
  return module.install as Install<never>
}

function cannotLoad(name: string, reason: string, cause?: unknown): Error {
  return swarmError('Unavailable', `cannot load the backend "${name}": ${reason}`, cause)
}
