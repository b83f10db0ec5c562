import { pathToFileURL } from 'node:url'
import { describeError, swarmError } from '../errors.js'
import { labelOf, recognise } from '../engine/attribution.js'
import { identity } from './candidates.js'
import type { Install, NamedSpec } from './contract.js'
import { findBackend, type Found } from './discover.js'
import { allOf, together } from './failures.js'
import type { Manifest } from './manifest.js'
import { readSpec } from './named-spec.js'
import { checkOptions, parseOptions, type Owner } from './options.js'
import type { OptionTable, OptionValues } from './option-table.js'
import type { Places } from './places.js'

/** A backend that was found, is compatible, and has right options. None of its code has run. */
export interface Checked extends Found {
  /** Checked values by name; words as they are where the manifest declares no options. */
  readonly options: OptionValues | readonly string[]
  /** The folder that names in its spec are resolved from. */
  readonly from: string
  /** As its spec says. */
  readonly isolate: boolean | undefined
}

/** A backend that is ready to be installed: found, compatible, its options checked. */
export type Loaded = Inside | Outside

/** One whose code is loaded here. */
export interface Inside extends Ready {
  readonly install: Install<never>
}

/** One that is to run in a process of its own. None of its code has run. */
export interface Outside extends Ready {
  /** The file that exports `install`. */
  readonly entry: string
}

interface Ready {
  readonly name: string
  readonly version: string | undefined
  readonly simulated: boolean
  readonly options: unknown
  /** The folder that names which it spawns are resolved from. */
  readonly from: string
}

const deepest = 16

/**
 * Finds the backend of a spec and checks its options, and the backends among them alike. None of their code runs.
 * Rejects with everything that is wrong.
 */
export async function checkBackend(spec: string | NamedSpec, places: Places, depth = 0): Promise<Checked> {
  const named = readSpec(spec, places.from)
  if (depth > deepest) {
    throw swarmError('InvalidParameter', `too deep: more than ${deepest} backends inside each other`)
  }
  const { from = places.from, isolate } = named
  const found = await findBackend(named.backend, { ...places, from })
  const options = readOptions(found, named, from)
  const inner = backendsIn(found.manifest.options, options)
  await allOf(inner.map((one) => checkBackend(one, places, depth + 1)))
  return { ...found, options, from, isolate }
}

/** Throws `Conflict` when two folders in one chain go by the same name. */
export async function refuseRivals(chain: readonly Checked[]): Promise<void> {
  const folders = new Map<string, string>()
  const rivals: Error[] = []
  for (const { name, manifest } of chain) {
    const first = folders.get(name) ?? manifest.folder
    folders.set(name, first)
    if ((await identity(first)) === (await identity(manifest.folder))) continue
    rivals.push(swarmError('Conflict', `two backends are called "${name}": ${first} and ${manifest.folder}`))
  }
  if (rivals.length > 0) throw together(rivals)
}

/** Loads the code of a checked backend. */
export async function importBackend(checked: Checked, { standard }: Places): Promise<Inside> {
  const { name, manifest } = checked
  const folder = await identity(manifest.folder)
  // What the host brought along is known by its files in a stack; what others wrote is followed besides.
  const brought = (await Promise.all(standard.map(identity))).includes(folder)
  recognise(labelOf(name, manifest.version), folder, !brought)
  return { ...ready(checked), install: await importInstall(manifest, name) }
}

/** Leaves the code of a checked backend to a process of its own. */
export function leaveOutside(checked: Checked): Outside {
  return { ...ready(checked), entry: checked.manifest.entry }
}

function ready({ name, manifest, options, from }: Checked): Ready {
  return { name, version: manifest.version, simulated: manifest.simulated, options, from }
}

function readOptions({ name, manifest }: Found, named: NamedSpec, from: string): Checked['options'] {
  const { options: table } = manifest
  const { words, options = {} } = named
  const owner: Owner = { title: `the backend "${name}"`, name, from, help: `swarmd plugins inspect ${named.backend}` }
  if (words === undefined) return checkOptions(table ?? {}, options, owner)
  return table === undefined ? words : parseOptions(table, words, owner)
}

function backendsIn(table: OptionTable | undefined, options: Checked['options']): readonly NamedSpec[] {
  const names = Object.entries(table ?? {}).flatMap(([name, { type }]) => (type === 'backend' ? [name] : []))
  return names.flatMap((name) => ((options as OptionValues)[name] ?? []) as NamedSpec | readonly NamedSpec[])
}

async function importInstall({ entry }: Manifest, name: string): Promise<Install<never>> {
  let module: Readonly<Record<string, unknown>>
  try {
    module = (await import(pathToFileURL(entry).href)) as Readonly<Record<string, unknown>>
  } catch (cause) {
    throw cannotLoad(name, `${entry}: ${describeError(cause)}`, cause)
  }
  if (typeof module.install !== 'function') throw cannotLoad(name, `${entry} has no export "install"`)
  return module.install as Install<never>
}

function cannotLoad(name: string, reason: string, cause?: unknown): Error {
  return swarmError('Unavailable', `cannot load the backend "${name}": ${reason}`, cause)
}
