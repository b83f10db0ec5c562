import { Readable, type Duplex } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import type { Upgrade } from '../api/row.js'
import { Abort } from '../engine/abort.js'
import type { AnyJob } from '../engine/job.js'
import type { Reply } from '../engine/reply.js'
import { answerOf, type Connection, type Runner } from '../engine/runner.js'
import type { Arrivals, Arriving } from './arriving.js'
import type { Waiting } from './clients.js'
import { Exchanges, type Exchange } from './exchanges.js'
import { hijackOf, type Hijack } from './hijack.js'
import { jobOf, type Found } from './job.js'
import type { FrontendLimits } from './limits.js'
import { answered, failed } from './observed.js'
import type { Observer } from './observer.js'
import type { Refusals } from './refusals.js'
import { WholeBodies } from './whole-bodies.js'

/** A request for an operation, from the moment that its turn has come until all of its answer is written. */
export interface Call extends Exchange, Waiting {
  readonly match: Found
  /** What its connection is to become. */
  readonly upgrade: Upgrade | undefined
}

/** Makes the job of a call. */
export type MakeJob = () => AnyJob | Promise<AnyJob>

/** Joins the client of a call to its answer. */
export type Join = (answer: Reply | Hijack) => void

/** What it takes to run calls. */
export interface CallsParts {
  readonly runner: Runner
  readonly limits: FrontendLimits
  readonly arrivals: Arrivals
  readonly refusals: Refusals
  readonly observer: Observer | undefined
}

/** The calls of a frontend: each becomes a job, and the job's reply, or its failure, its answer. */
export class Calls {
  readonly #runner: Runner
  readonly #limits: FrontendLimits
  readonly #bodies: WholeBodies
  readonly #arrivals: Arrivals
  readonly #refusals: Refusals
  readonly #observer: Observer | undefined
  readonly #exchanges = new Exchanges()

  constructor({ runner, limits, arrivals, refusals, observer }: CallsParts) {
    this.#runner = runner
    this.#limits = limits
    this.#bodies = new WholeBodies(limits)
    this.#arrivals = arrivals
    this.#refusals = refusals
    this.#observer = observer
  }

  begin(match: Found, connection: Duplex, upgrade?: Upgrade): Call {
    const { row } = match
    const observed = this.#observer?.called(row)
    const call = { match, upgrade, pace: row.pace, connection, observed, gone: new Abort() }
    this.#exchanges.begin(call)
    return call
  }

  end(call: Call): void {
    this.#exchanges.end(call)
  }

  /** Cuts streams, lets finite calls finish for up to `grace` ms, then cuts those. Resolves to how many were cut. */
  close(grace: number): Promise<number> {
    return this.#exchanges.close(grace)
  }

  /** Whether a body may be as long as it is announced to be. */
  allows({ row }: Found, length: number): boolean {
    return row.body === 'stream' || this.#bodies.allows(length)
  }

  /** The job of a call, as `jobOf`. */
  jobOf({ match, upgrade, gone }: Call, request: IncomingMessage, body: Readable): AnyJob | Promise<AnyJob> {
    return jobOf(match, request, body, upgrade, gone, this.#bodies)
  }

  /** The job of a call that can be refused while it arrives. */
  received(call: Call, request: IncomingMessage): AnyJob | Promise<AnyJob> {
    return this.#exchanges.received(this.jobOf(call, request, request))
  }

  /** Ends a call whose body does not arrive in time, until what is returned is called. */
  watch({ match, gone }: Call, arriving: Arriving): () => void {
    const { bodyIdle, bodyTime, uploadIdle } = this.#limits
    const times = match.row.body === 'stream' ? { idle: uploadIdle } : { idle: bodyIdle, total: bodyTime }
    return this.#arrivals.watch(arriving, times, (why) => {
      gone.abort()
      this.#refusals.abandon(arriving.socket, 408, why)
    })
  }

  /**
   * Runs the job that `make` makes, and joins the client to the answer: before it returns where all of the answer is there
   * at once, or else before what it returns resolves; a stream is begun when what has come behind the request has been
   * read, as that may end the connection. Every failure becomes a reply.
   */
  run(call: Call, make: MakeJob, join: Join): Promise<void> | undefined {
    let answer: Reply | Hijack
    try {
      const job = make()
      const reply = job instanceof Promise ? answerLater(this.#runner, job) : answerOf(this.#runner, job)
      if (reply instanceof Promise || reply.body instanceof Readable) return joinLater(call, reply, join)
      answer = toAnswer(call, reply)
    } catch (thrown) {
      answer = failed(call, thrown)
    }
    join(answer)
    return undefined
  }

  /** Gives the connection of a call to a backend that takes it whole; false where none does. */
  wire(call: Call, job: AnyJob, connection: Connection): boolean {
    if (this.#runner.wire?.(job, connection) !== true) return false
    answered(call, 'wired', connection)
    return true
  }
}

async function answerLater(runner: Runner, coming: Promise<AnyJob>): Promise<Reply> {
  return answerOf(runner, await coming)
}

async function joinLater(call: Call, coming: Reply | Promise<Reply>, join: Join): Promise<void> {
  let answer: Reply | Hijack
  try {
    answer = toAnswer(call, await coming)
  } catch (thrown) {
    answer = failed(call, thrown)
  }
  join(answer)
}

function toAnswer(call: Call, reply: Reply): Reply | Hijack {
  const hijack = hijackOf(call.match.row, reply, call.upgrade)
  answered(call, hijack?.says ?? reply.status, reply)
  return hijack ?? reply
}
