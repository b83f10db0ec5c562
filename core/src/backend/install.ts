import { describeError, isSwarmError, stackOf, swarmError } from '../errors.js'
import { labelOf, recognise, runAs } from '../engine/attribution.js'
import { Chain, type ChainMember } from '../engine/chain.js'
import { Engine } from '../engine/engine.js'
import type { Logger } from '../engine/log.js'
import type { Runner } from '../engine/runner.js'
import { Closers } from './closers.js'
import type { BackendSpec, Child, InlineBackend } from './contract.js'
import { allOf } from './failures.js'
import { makeHandle } from './handle.js'
import { isIsolated, type IsolationOptions } from './isolation.js'
import { isolationLimits } from './isolate/limits.js'
import {
  checkBackend,
  importBackend,
  leaveOutside,
  refuseRivals,
  type Checked,
  type Inside,
  type Loaded,
  type Outside,
} from './load.js'
import { readSpec } from './named-spec.js'
import type { Places } from './places.js'
import { within } from './within.js'

/** What installing needs. */
export interface Host extends Places, IsolationOptions {
  readonly log: Logger
  /** The backend of the chain that spawns what is installed; undefined for that chain itself. */
  readonly owner?: string
  /** How many backends what is installed is inside of; none unless given. */
  readonly depth?: number
  /** Where the daemon is going to listen; nowhere unless given. */
  readonly listening?: readonly string[]
  /** How long a finite operation may take until its reply is there, in ms; as of an engine unless given. */
  readonly deadline?: number
  /** How long a backend may take to load, and then to install, in ms; 10,000 unless given. */
  readonly installDeadline?: number
}

const defaultInstallDeadline = 10_000

/** Loads backends, in order. Rejects with every failure at once; no code of any runs unless all can be loaded. */
export async function loadBackends(specs: readonly BackendSpec[], host: Host): Promise<readonly Loaded[]> {
  const checked = await allOf(specs.map(async (spec) => (isInline(spec) ? spec : checkBackend(spec, host, host.depth))))
  await refuseRivals(checked.flatMap((one) => (isInline(one) ? [] : [one])))
  return allOf(checked.map(async (one) => (isInline(one) ? inline(one, host) : load(one, host))))
}

async function load(checked: Checked, host: Host): Promise<Loaded> {
  if (await isIsolated(checked, host)) return leaveOutside(checked)
  const { installDeadline = defaultInstallDeadline } = host
  const loading = importBackend(checked, host)
  if (await within(installDeadline, loading)) return loading
  const cause = 'a module of it waits for something at its top level (it may not be there)'
  throw late(checked.name, 'loading', cause, installDeadline)
}

/** Installs loaded backends as a chain, the last one first. On a failure those already installed are closed. */
export async function installChain(loaded: readonly Loaded[], host: Host): Promise<Chain> {
  const members: ChainMember[] = []
  try {
    for (const backend of [...loaded].reverse()) members.unshift(await install(backend, members[0]?.engine, host))
  } catch (thrown) {
    for (const member of members.reverse()) await member.close()
    throw thrown
  }
  const [first, ...rest] = members
  if (first === undefined) throw swarmError('InvalidParameter', 'no backend is given')
  return new Chain([first, ...rest])
}

/** A host that knows whose what is spawned is. */
type Owned = Host & Required<Pick<Host, 'owner'>>

async function install(backend: Loaded, next: Runner | undefined, host: Host): Promise<ChainMember> {
  // What a backend spawns is named from where it was named itself.
  const own: Owned = { ...host, from: backend.from, owner: host.owner ?? backend.name, depth: (host.depth ?? 0) + 1 }
  return 'entry' in backend ? installThere(backend, next, own) : installHere(backend, next, own)
}

async function installThere(backend: Outside, next: Runner | undefined, host: Owned): Promise<ChainMember> {
  // Only who isolates backends needs what that takes.
  const { installOutside } = await import('./install-outside.js')
  const log = host.log.scoped(backend.name)
  const spawn = async (spec: BackendSpec) => installChain(await loadBackends([spec], host), host)
  const limits = { ...isolationLimits, ...host.limits }
  const { deadline, owner: origin, installDeadline: installLimit = defaultInstallDeadline, listening = [] } = host
  return installOutside(backend, { next, log, listening, spawn, limits, deadline, origin, installLimit })
}

async function installHere(backend: Inside, next: Runner | undefined, host: Owned): Promise<ChainMember> {
  const { name, version } = backend
  const { installDeadline = defaultInstallDeadline, listening = [] } = host
  const log = host.log.scoped(name)
  const engine = new Engine({ name, version, log, next, deadline: host.deadline, origin: host.owner })
  const closers = new Closers(log)
  const starting = new Set<BackendSpec>()
  const spawn = async (spec: BackendSpec): Promise<Child> => {
    starting.add(spec)
    const chain = await loadBackends([spec], host)
      .then((child) => installChain(child, host))
      .finally(() => starting.delete(spec))
    const forget = closers.add(() => chain.close())
    const close = () => chain.close().finally(forget)
    return { run: (job) => chain.run(job), wire: (job, connection) => chain.wire(job, connection), close }
  }
  const made = makeHandle({ engine, log, listening, spawn, onClose: (closer) => void closers.add(closer) })
  const installing = runAs(engine.label, async () => backend.install(made.handle, backend.options as never))
  let settled: boolean
  try {
    settled = await within(installDeadline, installing)
  } catch (thrown) {
    made.seal()
    await closers.close()
    if (isSwarmError(thrown)) throw swarmError(thrown.kind, `the backend "${name}": ${thrown.message}`, thrown)
    log.debug(stackOf(thrown))
    throw swarmError('Unavailable', `cannot install the backend "${name}": ${describeError(thrown)}`, thrown)
  }
  made.seal()
  if (settled) return { engine, close: () => closers.close() }
  dropLate(installing, log)
  const awaited = [...starting].map(titleOf)
  await closers.close()
  throw late(
    name,
    'installing',
    `its install returned a promise that has not settled (${causeOf(awaited)})`,
    installDeadline,
  )
}

function isInline(spec: BackendSpec | Checked): spec is InlineBackend {
  return typeof spec === 'object' && spec !== null && 'install' in spec
}

function inline(spec: InlineBackend, { from }: Host): Inside {
  const { name, install, options = [], simulated = false } = spec
  recognise(labelOf(name, undefined), undefined, true)
  return { name, version: undefined, simulated, install, options, from }
}

function late(name: string, what: string, cause: string, limit: number): Error {
  const sentence = `the backend "${name}" did not finish ${what} within ${limit / 1000} s: ${cause}`
  return swarmError('Unavailable', sentence)
}

function causeOf(awaited: readonly string[]): string {
  if (awaited.length === 0) return 'it may be waiting for something that is not there'
  return `it is waiting for ${awaited.map((child) => `"${child}"`).join(' and ')} to start`
}

/** What an install does after its time is of no use to anybody. */
function dropLate(installing: Promise<void>, log: Logger): void {
  installing.then(
    () => log.debug('install has settled, too late'),
    (thrown: unknown) => log.debug(`install has failed, too late: ${describeError(thrown)}`),
  )
}

function titleOf(spec: BackendSpec): string {
  return isInline(spec) ? spec.name : readSpec(spec).backend
}
