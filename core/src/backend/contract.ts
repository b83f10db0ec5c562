import type { ErrorKind, SwarmError } from '../errors.js'
import type { JobName, JobNames, Operation, OperationName } from '../api/table.js'
import type { Logger } from '../engine/log.js'
import type { CatchAll, Handler, Runner } from '../engine/runner.js'
import type { OptionValues } from './option-table.js'

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
  /**
   * The addresses that the daemon is going to listen on, in their full form (`tcp://127.0.0.1:2375`, `unix:///path`), for
   * who must not lead back to them; a port of 0 is one that the system chooses. None in `compose`.
   */
  readonly listening: readonly string[]
  /** Registers a closer. Closers run once, the last registered first. */
  onClose(closer: () => void | Promise<void>): void
}

/** A backend's entry: registers its handlers on the handle. `options` are as its manifest declares them. */
export type Install<Options = readonly string[]> = (engine: EngineHandle, options: Options) => void | Promise<void>

/** A backend that is no package: a function of the program that composes. */
export interface InlineBackend {
  readonly name: string
  readonly install: Install<never>
  readonly options?: unknown
  /** Nothing real is behind it. */
  readonly simulated?: boolean
}

/** A spec as an object: the name of an installed backend, and its options by name or its words as they are. */
export interface NamedSpec {
  readonly backend: string
  readonly options?: OptionValues
  /** What a spec string says behind the name; instead of `options`. */
  readonly words?: readonly string[]
  /** The folder that the name is resolved from, instead of the host's. */
  readonly from?: string
  /** Runs it in a process of its own, whatever the host's default is. */
  readonly isolate?: boolean
}

/** A backend to run: a spec string (`'simulator web db'`), its parts, or a function. */
export type BackendSpec = string | NamedSpec | InlineBackend
