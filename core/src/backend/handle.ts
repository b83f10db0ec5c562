import { swarmError, type ErrorKind, type SwarmError } from '../errors.js'
import { operations, type JobName, type JobNames, type Operation, type OperationName } from '../api/table.js'
import type { Engine } from '../engine/engine.js'
import type { Logger } from '../engine/log.js'
import type { CatchAll, Handler, Runner } from '../engine/runner.js'
import type { BackendSpec } from './install.js'

/** A child backend: a runner that can be ended before its parent. */
export interface Child extends Runner {
  close(): Promise<void>
}

/** The operation that an `operationId` or a job name of 2014 means. */
export type OperationOf<N extends OperationName | JobName> = N extends JobName
  ? JobNames[N]
  : N extends OperationName
    ? N
    : never

/** What one backend may touch of its engine. Frozen; `register` and `catchAll` end when `install` has settled. */
export interface EngineHandle {
  /** The backend's name, given by the host. */
  readonly name: string
  /** Registers the handler of an operation, by `operationId` or by the job name of 2014. A second one is an error. */
  register<N extends OperationName | JobName>(name: N, handler: Handler<OperationOf<N>>): void
  /** Registers what answers every operation that has no handler of its own. */
  catchAll(handler: CatchAll): void
  /** The rows of the operation table. */
  readonly operations: readonly Operation[]
  /** Makes an error of a kind, the only way to choose the status that a client sees. */
  error(kind: ErrorKind, sentence: string, cause?: unknown): SwarmError
  /** The rest of the chain; undefined at its end. */
  readonly next: Runner | undefined
  /** Starts a child backend, at any time; it ends with this one at the latest. */
  spawn(spec: BackendSpec): Promise<Child>
  readonly log: Logger
  /** Registers a closer. Closers run once, the last registered first. */
  onClose(closer: () => void | Promise<void>): void
}

/** What a handle is made of. */
export interface HandleParts {
  readonly engine: Engine
  readonly log: Logger
  readonly spawn: (spec: BackendSpec) => Promise<Child>
  readonly onClose: (closer: () => void | Promise<void>) => void
}

/** A handle, and the end of its registering. */
export interface MadeHandle {
  readonly handle: EngineHandle
  seal(): void
}

/** The plugin boundary: the only place where a handle is made. */
export function makeHandle({ engine, log, spawn, onClose }: HandleParts): MadeHandle {
  let sealed = false
  const open = (what: string) => {
    if (sealed) throw swarmError('Internal', `${engine.name} called ${what} after its install had settled`)
  }
  const handle: EngineHandle = {
    name: engine.name,
    register: (name, handler) => {
      open('register')
      engine.register(name, handler as (job: never) => unknown)
    },
    catchAll: (handler) => {
      open('catchAll')
      engine.catchAll(handler)
    },
    operations,
    error: swarmError,
    next: engine.next,
    spawn,
    log,
    onClose,
  }
  return { handle: Object.freeze(handle), seal: () => void (sealed = true) }
}
