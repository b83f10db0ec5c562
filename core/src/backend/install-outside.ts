import { describeError, isSwarmError, swarmError } from '../errors.js'
import type { ChainMember } from '../engine/chain.js'
import { Engine } from '../engine/engine.js'
import type { Logger } from '../engine/log.js'
import type { Runner } from '../engine/runner.js'
import type { BackendSpec, Child } from './contract.js'
import { Isolated } from './isolate/isolated.js'
import type { IsolationLimits } from './isolate/limits.js'
import type { Outside } from './load.js'

/** What an isolated backend gets of its host. */
export interface OutsideOptions {
  readonly next: Runner | undefined
  readonly log: Logger
  /** Where the daemon is going to listen. */
  readonly listening: readonly string[]
  readonly spawn: (spec: BackendSpec) => Promise<Child>
  readonly limits: IsolationLimits
  /** How long a finite operation may take until its reply is there, in ms; as of an engine unless given. */
  readonly deadline: number | undefined
  /** The backend of the chain that its answers count as. */
  readonly origin: string
  /** How long it may take to install, in ms. */
  readonly installLimit: number
}

/** Installs a backend in a process of its own. Its engine here hands on what the one there has registered. */
export async function installOutside(backend: Outside, options: OutsideOptions): Promise<ChainMember> {
  const { name, version, entry, options: values } = backend
  const { listening } = options
  const isolated = new Isolated({ ...options, backend: { name, version, entry, options: values, listening } })
  try {
    const { operations, catchAll } = await isolated.start()
    const { log, next, deadline, origin } = options
    const engine = new Engine({ name, version, log, next, deadline, origin })
    for (const operation of operations) engine.register(operation, (job) => isolated.run(job))
    if (catchAll) engine.catchAll((job) => isolated.run(job))
    return { engine, state: () => isolated.state, close: () => isolated.close() }
  } catch (thrown) {
    await isolated.close()
    const kind = isSwarmError(thrown) ? thrown.kind : 'Unavailable'
    throw swarmError(kind, `the backend "${name}": ${describeError(thrown)}`, thrown)
  }
}
