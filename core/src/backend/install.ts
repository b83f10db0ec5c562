import { describeError, isSwarmError, swarmError } from '../errors.js'
import { Chain, type ChainMember } from '../engine/chain.js'
import { Engine } from '../engine/engine.js'
import type { Logger } from '../engine/log.js'
import type { Runner } from '../engine/runner.js'
import { Closers } from './closers.js'
import type { BackendSpec, Child, InlineBackend } from './contract.js'
import { allOf } from './failures.js'
import { makeHandle } from './handle.js'
import { installOutside } from './install-outside.js'
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
import type { Places } from './places.js'

/** What installing needs. */
export interface Host extends Places, IsolationOptions {
  readonly log: Logger
}

/** Loads backends, in order. Rejects with every failure at once; no code of any runs unless all can be loaded. */
export async function loadBackends(specs: readonly BackendSpec[], host: Host): Promise<readonly Loaded[]> {
  const checked = await allOf(specs.map(async (spec) => (isInline(spec) ? spec : checkBackend(spec, host))))
  await refuseRivals(checked.flatMap((one) => (isInline(one) ? [] : [one])))
  return allOf(checked.map(async (one) => (isInline(one) ? inline(one) : load(one, host))))
}

async function load(checked: Checked, host: Host): Promise<Loaded> {
  return (await isIsolated(checked, host)) ? leaveOutside(checked) : importBackend(checked)
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

async function install(backend: Loaded, next: Runner | undefined, host: Host): Promise<ChainMember> {
  return 'entry' in backend ? installThere(backend, next, host) : installHere(backend, next, host)
}

function installThere(backend: Outside, next: Runner | undefined, host: Host): Promise<ChainMember> {
  const log = host.log.scoped(backend.name)
  const spawn = async (spec: BackendSpec) => installChain(await loadBackends([spec], host), host)
  const limits = { ...isolationLimits, ...host.limits }
  return installOutside(backend, { next, log, spawn, limits, installLimit: 10_000 })
}

async function installHere(backend: Inside, next: Runner | undefined, host: Host): Promise<ChainMember> {
  const { name, version } = backend
  const log = host.log.scoped(name)
  const engine = new Engine({ name, version, log, next })
  const closers = new Closers(log)
  const spawn = async (spec: BackendSpec): Promise<Child> => {
    const chain = await installChain(await loadBackends([spec], host), host)
    const forget = closers.add(() => chain.close())
    const close = () => chain.close().finally(forget)
    return { run: (job) => chain.run(job), wire: (job, connection) => chain.wire(job, connection), close }
  }
  const made = makeHandle({ engine, log, spawn, onClose: (closer) => void closers.add(closer) })
  try {
    await backend.install(made.handle, backend.options as never)
  } catch (thrown) {
    await closers.close()
    if (isSwarmError(thrown)) throw swarmError(thrown.kind, `the backend "${name}": ${thrown.message}`, thrown)
    log.debug(thrown instanceof Error ? String(thrown.stack) : String(thrown))
    throw swarmError('Unavailable', `cannot install the backend "${name}": ${describeError(thrown)}`, thrown)
  } finally {
    made.seal()
  }
  return { engine, close: () => closers.close() }
}

function isInline(spec: BackendSpec | Checked): spec is InlineBackend {
  return typeof spec === 'object' && spec !== null && 'install' in spec
}

function inline(spec: InlineBackend): Inside {
  const { name, install, options = [], simulated = false } = spec
  return { name, version: undefined, simulated, install, options }
}
