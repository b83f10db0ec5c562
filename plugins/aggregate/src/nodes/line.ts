import type { Answer, AnyJob, Connection, JobInit, OperationName, Reply } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { answerOfPool } from '../nested/answers.js'
import type { Times } from '../times.js'
import { askBytes, askJson, findJson, type AskEngine, type Heard } from './ask.js'
import type { Calls } from './calls.js'
import { telling } from './telling.js'

/** What the calls of a node depend on. */
export interface LineOptions {
  readonly times: Times
  readonly fail: Fail
  /** Why the engine is not to be called now, as `the node "NAME" is down`; undefined where it is. */
  whyNot(): string | undefined
  /** Whether the engine is a pool itself. */
  isPool(): boolean
  /** Told when a call may have changed something on the engine that its events tell later. */
  readonly changed: () => void
}

const refusals = new WeakSet<object>()

/** Whether a call failed because its node is down or not used: no engine has heard of it. */
export const isRefusal = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && refusals.has(thrown)

/** What the engine of a node is asked for others, unless the node is down or not used: `Unavailable` at once, then. */
export class Line {
  readonly #calls: Calls
  readonly #options: LineOptions

  constructor(calls: Calls, options: LineOptions) {
    this.#calls = calls
    this.#options = options
  }

  /** Runs a job on the engine. */
  async run<O extends OperationName>(job: JobInit<O>): Promise<Reply<O>> {
    this.#refuse()
    return telling(job.operation, this.#calls.run(job), this.#options.changed)
  }

  /** Hands a connection over whole, where the child can. */
  wire(job: AnyJob, connection: Connection): boolean {
    this.#refuse()
    if (!this.#calls.wire(job, connection)) return false
    connection.socket.once('close', this.#options.changed)
    return true
  }

  /**
   * The JSON that the engine answers.
   *
   * @param limit how long it may take, in ms: the limit of a part of an answer
   */
  async ask<O extends OperationName>(
    job: JobInit<O>,
    heard?: Heard,
    limit = this.#options.times.answerLimit,
  ): Promise<Answer<O>> {
    return this.#ownOf(job.operation, await askJson(this, job, limit, this.#options.fail, heard))
  }

  /** As `ask`; for what the pool itself has to know, of a node that is not used, too. */
  readonly askAnyway: AskEngine = async (job) => {
    const { times, fail } = this.#options
    return this.#ownOf(job.operation, await askJson(this.#calls, job, times.answerLimit, fail))
  }

  /** As `ask`; the bytes of the answer. */
  askBytes(job: JobInit, heard?: Heard): Promise<Buffer> {
    return askBytes(this, job, this.#options.times.answerLimit, this.#options.fail, heard)
  }

  /** As `ask`; undefined where the engine has no such object. */
  async find<O extends OperationName>(job: JobInit<O>): Promise<Answer<O> | undefined> {
    const { times, fail } = this.#options
    const found = await findJson(this, job, times.answerLimit, fail)
    return found === undefined ? undefined : this.#ownOf(job.operation, found)
  }

  /** An answer with the labels that this pool has given. */
  #ownOf<O extends OperationName>(operation: O, answer: Answer<O>): Answer<O> {
    return this.#options.isPool() ? answerOfPool(operation, answer) : answer
  }

  #refuse(): void {
    const why = this.#options.whyNot()
    if (why === undefined) return
    const refusal = this.#options.fail('Unavailable', why)
    refusals.add(refusal)
    throw refusal
  }
}
