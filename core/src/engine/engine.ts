import { describeError, isSwarmError, swarmError, type ErrorKind } from '../errors.js'
import { nearest } from '../nearest.js'
import { findOperation, operations, table, type OperationName } from '../api/table.js'
import type { Row } from '../api/row.js'
import { toJob, type AnyJob, type Job, type JobInit } from './job.js'
import type { Logger } from './log.js'
import { replyOf, type Reply } from './reply.js'
import type { CatchAll, Connection, Runner, Splicing } from './runner.js'

/** Who an engine belongs to, and what comes behind it. */
export interface EngineOptions {
  /** The backend's name, in errors and in the log. */
  readonly name: string
  /** The backend's version, in the log. */
  readonly version?: string | undefined
  readonly log: Logger
  /** What runs the jobs that have no handler here. */
  readonly next?: Runner | undefined
}

/** Which backend answers an operation: by a handler of its own, or by its catch-all. */
export interface Answerer {
  readonly backend: string
  readonly catchAll: boolean
}

type AnyHandler = (job: never) => unknown
type Entry = Splicing<AnyHandler> | { readonly run: AnyHandler; readonly wire?: undefined }

/** Holds the handlers of one backend and runs jobs on them; what they do not answer goes to the next engine. */
export class Engine implements Runner {
  readonly name: string
  readonly next: Runner | undefined
  readonly #label: string
  readonly #log: Logger
  readonly #handlers = new Map<OperationName, Entry>()
  #catchAll: Entry | undefined

  constructor(options: EngineOptions) {
    this.name = options.name
    this.next = options.next
    this.#log = options.log
    this.#label = options.version === undefined ? options.name : `${options.name}@${options.version}`
  }

  /** Registers a handler by operation or by its job name of 2014. A second one for the same operation is an error. */
  register(name: string, handler: AnyHandler | Splicing<AnyHandler>): void {
    const operation = findOperation(name)
    if (operation === undefined) throw noOperation(name)
    if (this.#handlers.has(operation)) throw swarmError('Internal', `${operation} is registered twice`)
    this.#handlers.set(operation, toEntry(handler))
  }

  /** Registers what answers every operation that has no handler of its own. */
  catchAll(handler: CatchAll): void {
    if (this.#catchAll !== undefined) throw swarmError('Internal', 'a second catch-all is registered')
    this.#catchAll = toEntry(handler)
  }

  /** Who here would answer an operation. */
  answerer(operation: OperationName): Answerer | undefined {
    if (this.#handlers.has(operation)) return { backend: this.name, catchAll: false }
    return this.#catchAll === undefined ? undefined : { backend: this.name, catchAll: true }
  }

  async run<O extends OperationName>(init: JobInit<O>): Promise<Reply<O>> {
    const job = toJob(init)
    const row: Row = table[job.operation]
    const entry = this.#entry(job.operation)
    if (entry === undefined) {
      if (this.next === undefined) throw unanswered(job, row, this.name)
      return this.next.run(job)
    }
    try {
      return replyOf(row, await entry.run(job as never)) as Reply<O>
    } catch (thrown) {
      throw this.#failed(job, thrown)
    }
  }

  wire(job: AnyJob, connection: Connection): boolean {
    const entry = this.#entry(job.operation)
    if (entry === undefined) return this.next?.wire?.(job, connection) ?? false
    return entry.wire?.(job, connection) ?? false
  }

  #entry(operation: OperationName): Entry | undefined {
    return this.#handlers.get(operation) ?? this.#catchAll
  }

  #failed(job: Job, thrown: unknown): Error {
    if (isSwarmError(thrown)) return thrown
    // What ends because its client has gone is no bug.
    if (job.signal.aborted)
      return swarmError('Internal', `${job.operation} was aborted: ${describeError(thrown)}`, thrown)
    const stack = thrown instanceof Error ? thrown.stack : undefined
    this.#log.error(`${this.#label} failed in ${job.operation}: ${stack ?? String(thrown)}`)
    return swarmError('Internal', `${this.name} failed in ${job.operation}: ${describeError(thrown)}`, thrown)
  }
}

function noOperation(name: string): Error {
  const near = nearest(
    name,
    operations.flatMap(({ operation, job }) => [operation, job ?? operation]),
  )
  const hint = near === undefined ? '' : `, did you mean "${near}"?`
  return swarmError('Internal', `"${name}" is no operation${hint}`)
}

function toEntry(handler: unknown): Entry {
  if (typeof handler === 'function') return { run: handler as AnyHandler }
  if (typeof handler === 'object' && handler !== null && 'run' in handler && typeof handler.run === 'function') {
    return handler as Entry
  }
  throw new TypeError('a handler is a function, or an object with the functions run and wire')
}

// moby's sentence (daemon/cluster/errors.go).
const noManager =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'

function unanswered(job: Job, row: Row, backend: string): Error {
  const kind: ErrorKind = row.swarm === true ? 'Unavailable' : 'NotImplemented'
  const sentence = `${job.operation} is not implemented by the backend "${backend}"`
  return swarmError(kind, row.swarm === true ? noManager : sentence)
}
