import type { Duplex } from 'node:stream'

/** How many requests may wait on one connection for the answer to an earlier one. */
const mostWaiting = 1000

/** What goes on on one connection. */
interface Line {
  busy: boolean
  ended: boolean
  waiting: (() => void)[]
}

/**
 * Runs what is asked on one connection one after the other. Node starts pipelined requests all at once; dockerd,
 * as every Go server, answers one before it reads the next, and clients rely on that order.
 */
export class Turns {
  readonly #lines = new WeakMap<Duplex, Line>()

  /** Whether something asked earlier on the connection has not left yet. */
  isBusy(connection: Duplex): boolean {
    return this.#lines.get(connection)?.busy === true
  }

  /** Whether as many wait on the connection as may. */
  isFull(connection: Duplex): boolean {
    return (this.#lines.get(connection)?.waiting.length ?? 0) >= mostWaiting
  }

  /** Nothing asked later on the connection is run. */
  end(connection: Duplex): void {
    const line = this.#lineOf(connection)
    line.ended = true
    line.waiting = []
  }

  /** Calls `work` once everything asked earlier on the connection has left, unless the connection is done by then. */
  take(connection: Duplex, work: () => void): void {
    const line = this.#lineOf(connection)
    if (line.ended) return
    if (line.busy) line.waiting.push(work)
    else {
      line.busy = true
      work()
    }
  }

  /** Ends the turn that was taken last, so that the next one begins. */
  leave(connection: Duplex): void {
    const line = this.#lineOf(connection)
    if (connection.destroyed) line.waiting = []
    const next = line.waiting.shift()
    if (next === undefined) line.busy = false
    else next()
  }

  #lineOf(connection: Duplex): Line {
    const known = this.#lines.get(connection)
    if (known !== undefined) return known
    const line = { busy: false, ended: false, waiting: [] }
    this.#lines.set(connection, line)
    return line
  }
}
