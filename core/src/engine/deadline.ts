import { setMaxListeners } from 'node:events'
import { Readable } from 'node:stream'
import { describeError, swarmError, type SwarmError } from '../errors.js'
import type { Row } from '../api/row.js'
import { table, type OperationName } from '../api/table.js'
import type { Abort } from './abort.js'
import type { Logger } from './log.js'
import { noteOrigin } from './origin.js'
import { discard, type Reply } from './reply.js'

/** A signal that is never aborted. All jobs that nobody can abort share it, however many there are at a time. */
export const never: AbortSignal = new AbortController().signal
setMaxListeners(0, never)

/** Who an answer is waited for from. */
export interface Answering {
  readonly name: string
  /** Its name and version, for the log. */
  readonly label: string
  /** The backend of the chain that its answers count as. */
  readonly origin: string
  readonly log: Logger
}

interface Wait {
  readonly from: Answering
  /** Who waits for this answer; undefined for the first one. */
  before: Wait | undefined
  /** Absent until it is known that the answer is not there at once. */
  fail?: (error: Error) => void
}

/**
 * The time that a call has until its reply is there, shared by all engines that have a part in it: the first one that
 * runs the job starts it, those that the job is handed on to join. When it is over, each of them fails with the same
 * `Deadline` error, which names the last one asked, and the job's signal is aborted with it as the reason.
 */
export class Deadline {
  readonly #operation: string
  readonly #limit: number
  readonly #job: Abort
  readonly #release: (() => void) | undefined
  // The last one that was asked.
  #last: Wait | undefined
  #timer: NodeJS.Timeout | undefined
  #open = true
  #missed: SwarmError | undefined

  /**
   * @param limit in ms, by `limitOf`
   * @param job aborts the job's signal
   * @param release called when the reply is there and its body, where that is a stream, has come to its end
   */
  constructor(operation: string, limit: number, job: Abort, release?: () => void) {
    this.#operation = operation
    this.#limit = limit
    this.#job = job
    this.#release = release
  }

  /** Whether the reply is not there yet, and the time not over. */
  get open(): boolean {
    return this.#open
  }

  /** What all who wait have failed with, once the time is over. */
  get missed(): SwarmError | undefined {
    return this.#missed
  }

  /** The answer of one engine, or the failure at the end of the time. An answer that comes later is let go of. */
  bound(from: Answering, ask: () => Reply | Promise<Reply>): Reply | Promise<Reply> {
    const wait: Wait = { from, before: this.#last }
    // Before it is asked: it may ask others at once.
    this.#last = wait
    asking.push(this)
    let answer: Reply | Promise<Reply>
    try {
      answer = ask()
    } catch (thrown) {
      this.#leave(wait)
      throw thrown
    } finally {
      asking.pop()
    }
    if (answer instanceof Promise) return this.#awaited(wait, answer)
    this.#leave(wait, answer)
    return answer
  }

  /** Starts the time. An answer that is there at once needs no timer. */
  #start(): void {
    // Whoever waits for the answer has what keeps the process.
    if (this.#open) this.#timer ??= setTimeout(() => this.#miss(), this.#limit).unref()
  }

  #awaited(wait: Wait, answer: Promise<Reply>): Promise<Reply> {
    const { from } = wait
    // Those who ask for it first: when their time is over together, it is they who are told.
    for (const deadline of asking) deadline.#start()
    this.#start()
    return new Promise((resolve, reject) => {
      wait.fail = reject
      answer.then(
        (reply) => {
          if (this.#missed !== undefined) return this.#tooLate(from, 'has answered', reply)
          this.#leave(wait, reply)
          resolve(reply)
        },
        (thrown: unknown) => {
          // One that handed the job on fails with what those behind it have failed with.
          if (this.#missed !== undefined && thrown === this.#missed) return
          if (this.#missed !== undefined) return this.#tooLate(from, `has failed (${describeError(thrown)})`)
          this.#leave(wait)
          wait.fail?.(thrown as Error)
        },
      )
    })
  }

  #leave(wait: Wait, reply?: Reply): void {
    this.#remove(wait)
    if (wait.before !== undefined || !this.#open) return
    // The first has its reply, and with it the client.
    this.#open = false
    clearTimeout(this.#timer)
    const { body } = reply ?? {}
    if (this.#release !== undefined && body instanceof Readable) body.once('close', this.#release)
    else this.#release?.()
  }

  #remove(wait: Wait): void {
    if (this.#last === wait) this.#last = wait.before
    for (let after = this.#last; after !== undefined; after = after.before) {
      if (after.before === wait) after.before = wait.before
    }
  }

  #miss(): void {
    const last = this.#last
    if (last === undefined) return
    const { name, label, origin, log } = last.from
    const what = `${this.#operation} was not answered within ${this.#limit / 1000} s`
    const missed = swarmError('Deadline', `${what} by the backend "${name}"`)
    this.#open = false
    this.#missed = missed
    noteOrigin(missed, origin)
    // Where the client has gone before, nobody is told of it.
    if (this.#job.aborted) log.debug(`${what} by ${label}`)
    else log.error(`${what} by ${label}`)
    this.#last = undefined
    for (let wait: Wait | undefined = last; wait !== undefined; wait = wait.before) wait.fail?.(missed)
    this.#release?.()
    this.#job.abort(missed)
  }

  #tooLate({ label, log }: Answering, what: string, reply?: Reply): void {
    log.debug(`${label} ${what}; too late, ${this.#operation} had ${this.#limit / 1000} s`)
    if (reply !== undefined) discard(reply)
  }
}

// Those that are being asked in this turn, each by the one before it.
const asking: Deadline[] = []

// The longest delay that a timer of Node can have, in ms; a longer one would be none at all.
const longestDelay = 2 ** 31 - 1

/**
 * How long an operation may take until its reply is there, in ms: the host's limit, and what the client allows besides
 * by the row's `patience` parameter. Undefined where that is for ever, as it is for a streaming one.
 */
export function limitOf(operation: OperationName, search: string, limit: number): number | undefined {
  const { pace, patience }: Row = table[operation]
  if (pace === 'streaming') return undefined
  const own = patience === undefined ? limit : limit + secondsOf(search, patience) * 1000
  return own <= longestDelay ? own : undefined
}

/** What cannot be read is for the backend to refuse. */
function secondsOf(search: string, key: string): number {
  const seconds = Number(new URLSearchParams(search).get(key))
  return seconds < 0 ? Infinity : seconds || 0
}

/** Aborts a controller when a signal is aborted, until what is returned is called. */
export function abortWith(signal: AbortSignal, controller: Abort): () => void {
  const abort = () => controller.abort(signal.reason)
  if (signal.aborted) abort()
  else if (signal !== never) signal.addEventListener('abort', abort, { once: true })
  return () => signal.removeEventListener('abort', abort)
}
