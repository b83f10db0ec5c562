import type { Duplex } from 'node:stream'
import type { FrontendLimits } from './limits.js'

/** What goes on on one connection. */
interface Line {
  busy: boolean
  ended: boolean
  waiting: (() => void)[]
  /** How many turns it has had. */
  turns: number
  /** Breaks the connection off, unless an answer comes before; undefined while the connection is read. */
  stalled: NodeJS.Timeout | undefined
}

// So many turns a connection has one after the other, before others are looked after.
const turnsAtOnce = 16

/**
 * Ends a connection that is not read, and on which nothing is answered; or one on which an answer has broken off, by what:
 * nothing more can be told to its client, which is gone, or has half of an answer.
 */
export type BreakOff = (connection: Duplex, failure?: Error) => void

/** How much may wait, and how long. */
export type WaitingLimits = Pick<FrontendLimits, 'waiting' | 'waitingInAll' | 'stalled'>

/**
 * Runs what is asked on one connection one after the other. Node starts pipelined requests all at once; dockerd,
 * as every Go server, answers one before it reads the next, and clients rely on that order.
 *
 * A connection on which many wait is read no further until fewer do. Node still hands over what it has read by then, up
 * to a few thousand requests; when those of all connections are too many, `isFull` says so.
 */
export class Turns {
  readonly #limits: WaitingLimits
  readonly #breakOff: BreakOff
  readonly #lines = new WeakMap<Duplex, Line>()
  #waiting = 0

  constructor(limits: WaitingLimits, breakOff: BreakOff) {
    this.#limits = limits
    this.#breakOff = breakOff
  }

  /** Whether something asked earlier on the connection has not left yet. */
  isBusy(connection: Duplex): boolean {
    return this.#lines.get(connection)?.busy === true
  }

  /** Whether everything asked on the connection has left; of one on which nothing was asked yet it is not told. */
  isIdle(connection: Duplex): boolean {
    return this.#lines.get(connection)?.busy === false
  }

  /** Whether no more of the connection is read for now. */
  isHeld(connection: Duplex): boolean {
    return this.#lines.get(connection)?.stalled !== undefined
  }

  /** Whether no more may wait on the connection: much waits in all, and some of it here. */
  isFull(connection: Duplex): boolean {
    return this.#waiting >= this.#limits.waitingInAll && (this.#lines.get(connection)?.waiting.length ?? 0) > 1
  }

  /** Nothing asked later on the connection is run. */
  end(connection: Duplex): void {
    const line = this.#lineOf(connection)
    line.ended = true
    this.#empty(line)
    this.#release(connection, line)
  }

  /** As `take`; a connection that is full is broken off. */
  enter(connection: Duplex, work: () => void): void {
    if (this.isFull(connection)) this.#breakOff(connection)
    else this.take(connection, work)
  }

  /**
   * Calls `work` once everything asked earlier on the connection has left, unless the connection is done by then. The
   * turn ends with `leave`, or with what `work` throws.
   */
  take(connection: Duplex, work: () => void): void {
    const line = this.#lineOf(connection)
    if (line.ended) return
    if (line.busy) return this.#wait(connection, line, work)
    line.busy = true
    this.#begin(connection, work)
  }

  /** Ends the turn that was taken last, so that the next one begins; with a failure, the connection as well. */
  leave(connection: Duplex, failure?: Error): void {
    if (failure !== undefined) this.#breakOff(connection, failure)
    const line = this.#lineOf(connection)
    if (connection.destroyed) this.#empty(line)
    const next = line.waiting.shift()
    if (next !== undefined) this.#waiting--
    if (line.stalled !== undefined) this.#progress(connection, line)
    if (next === undefined) line.busy = false
    else if (++line.turns % turnsAtOnce !== 0) this.#begin(connection, next)
    else
      setImmediate(() => (connection.destroyed || line.ended ? this.leave(connection) : this.#begin(connection, next)))
  }

  #begin(connection: Duplex, work: () => void): void {
    try {
      work()
    } catch (thrown) {
      this.leave(connection, thrown as Error)
    }
  }

  #wait(connection: Duplex, line: Line, work: () => void): void {
    line.waiting.push(work)
    this.#waiting++
    if (line.waiting.length <= this.#limits.waiting || line.stalled !== undefined) return
    line.stalled = this.#untilStalled(connection)
    connection.pause()
    // Node reads on after each request that it has read whole.
    connection.on('resume', pauseAgain)
  }

  #progress(connection: Duplex, line: Line): void {
    if (line.waiting.length <= this.#limits.waiting / 2) return this.#release(connection, line)
    clearTimeout(line.stalled)
    line.stalled = this.#untilStalled(connection)
  }

  #release(connection: Duplex, line: Line): void {
    if (line.stalled === undefined) return
    clearTimeout(line.stalled)
    line.stalled = undefined
    connection.removeListener('resume', pauseAgain)
    connection.resume()
  }

  /** Of a connection that is not read it does not show that its client has gone. */
  #untilStalled(connection: Duplex): NodeJS.Timeout {
    return setTimeout(() => this.#breakOff(connection), this.#limits.stalled).unref()
  }

  #empty(line: Line): void {
    this.#waiting -= line.waiting.length
    line.waiting = []
  }

  #lineOf(connection: Duplex): Line {
    const known = this.#lines.get(connection)
    if (known !== undefined) return known
    const line = { busy: false, ended: false, waiting: [], turns: 0, stalled: undefined }
    this.#lines.set(connection, line)
    return line
  }
}

function pauseAgain(this: Duplex): void {
  this.pause()
}
