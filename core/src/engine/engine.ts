import { Readable } from 'node:stream'
import { describeError, isSwarmError, stackOf, swarmError, type ErrorKind } from '../errors.js'
import { nearest } from '../nearest.js'
import { findOperation, operations, table, type OperationName } from '../api/table.js'
import type { Row } from '../api/row.js'
import { labelOf, runAs } from './attribution.js'
import { deadlineOf, toJob, withDeadline, type AnyJob, type Job, type JobInit } from './job.js'
import type { Logger } from './log.js'
import { noteOrigin } from './origin.js'
import type { Reply } from './reply.js'
import { replyOf } from './result.js'
import { answerOf, type CatchAll, type Connection, type Runner, type Splicing } from './runner.js'

/** Who an engine belongs to, and what comes behind it. */
export interface EngineOptions {
  /** The backend's name, in errors and in the log. */
  readonly name: string
  /** The backend's version, in the log. */
  readonly version?: string | undefined
  readonly log: Logger
  /** What runs the jobs that have no handler here. */
  readonly next?: Runner | undefined
  /** How long a finite operation may take until its reply is there, in ms; 60,000 unless given, `Infinity` for ever. */
  readonly deadline?: number | undefined
  /** The backend of the chain that its answers count as, where this one was spawned by it; its own name unless given. */
  readonly origin?: string | undefined
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
  /** The backend's name and version. */
  readonly label: string
  readonly log: Logger
  readonly next: Runner | undefined
  /** The backend of the chain that its answers count as. */
  readonly origin: string
  readonly #deadline: number
  readonly #handlers = new Map<OperationName, Entry>()
  #catchAll: Entry | undefined

  constructor(options: EngineOptions) {
    this.name = options.name
    this.next = options.next
    this.log = options.log
    this.label = labelOf(options.name, options.version)
    this.origin = options.origin ?? options.name
    this.#deadline = options.deadline ?? defaultDeadline
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
    return this.answer(init)
  }

  answer<O extends OperationName>(init: JobInit<O>): Reply<O> | Promise<Reply<O>> {
    const asked = toJob(init)
    const entry = this.#entry(asked.operation)
    if (entry === undefined) {
      if (this.next === undefined) throw this.#noted(unanswered(asked, this.name))
      return answerOf(this.next, asked)
    }
    const missed = deadlineOf(asked)?.missed
    if (missed !== undefined) throw missed
    const job = withDeadline(asked, this.#deadline)
    const deadline = deadlineOf(job)
    const ask = () => this.#answer(entry, job)
    // An answer that is there at once costs no time to wait for.
    return (deadline === undefined ? ask() : deadline.bound(this, ask)) as Reply<O> | Promise<Reply<O>>
  }

  wire(job: AnyJob, connection: Connection): boolean {
    const entry = this.#entry(job.operation)
    if (entry === undefined) return this.next?.wire?.(job, connection) ?? false
    const taken = runAs(this.label, () => entry.wire?.(job, connection) ?? false)
    if (taken) noteOrigin(connection, this.origin)
    return taken
  }

  #answer(entry: Entry, job: Job): Reply | Promise<Reply> {
    try {
      const result: unknown = runAs(this.label, () => entry.run(job as never))
      return isThenable(result) ? this.#answerLater(job, result) : this.#replyOf(job, result)
    } catch (thrown) {
      throw this.#noted(this.#failed(job, thrown))
    }
  }

  async #answerLater(job: Job, result: PromiseLike<unknown>): Promise<Reply> {
    try {
      return this.#replyOf(job, await result)
    } catch (thrown) {
      throw this.#noted(this.#failed(job, thrown))
    }
  }

  #replyOf(job: Job, result: unknown): Reply {
    const reply = replyOf(table[job.operation], result)
    if (reply !== result && reply.body instanceof Readable) this.#watch(job, reply.body)
    return this.#noted(reply)
  }

  #noted<T extends object>(answer: T): T {
    noteOrigin(answer, this.origin)
    return answer
  }

  /**
   * A stream that breaks off has been begun to be sent: all that is left is to say so. Where a sentence is known for it, it
   * is no bug that a stack would help to find.
   */
  #watch(job: Job, body: Readable): void {
    body.on('error', (thrown) => {
      if (!job.signal.aborted && isNews(thrown)) {
        const what = isSwarmError(thrown) ? describeError(thrown) : stackOf(thrown)
        this.log.error(`${this.label} broke off in ${job.operation}: ${what}`)
      }
    })
  }

  #entry(operation: OperationName): Entry | undefined {
    return this.#handlers.get(operation) ?? this.#catchAll
  }

  #failed(job: Job, thrown: unknown): Error {
    if (isSwarmError(thrown)) return thrown
    const sentence = describeError(thrown)
    // What ends because nobody waits for it any more is no bug.
    if (job.signal.aborted) return swarmError('Internal', `${job.operation} was aborted: ${sentence}`, thrown)
    if (isNews(thrown)) this.log.error(`${this.label} failed in ${job.operation}: ${stackOf(thrown)}`)
    return swarmError('Internal', `${this.name} failed in ${job.operation}: ${sentence}`, thrown)
  }
}

const defaultDeadline = 60_000

// What was logged already: an error passes several backends on its way to the client.
const told = new WeakSet<object>()

function isNews(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return true
  if (told.has(thrown)) return false
  told.add(thrown)
  return true
}

function noOperation(name: string): Error {
  const near = nearest(
    name,
    operations.flatMap(({ operation, job }) => [operation, job ?? operation]),
  )
  const hint = near === undefined ? '' : `, did you mean "${near}"?`
  return swarmError('Internal', `"${name}" is no operation${hint}`)
}

function isThenable(result: unknown): result is PromiseLike<unknown> {
  return typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function'
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

function unanswered(job: Job, backend: string): Error {
  const row: Row = table[job.operation]
  const kind: ErrorKind = row.swarm === true ? 'Unavailable' : 'NotImplemented'
  const sentence = `${job.operation} is not implemented by the backend "${backend}"`
  return swarmError(kind, row.swarm === true ? noManager : sentence)
}
