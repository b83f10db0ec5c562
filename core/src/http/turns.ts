import type { Duplex } from 'node:stream'

/** How many requests may wait on one connection for the answer to an earlier one. */
const mostWaiting = 1000

interface Queue {
  last: Promise<void>
  waiting: number
}

/**
 * Runs what is asked on one connection one after the other. Node starts pipelined requests all at once; dockerd,
 * as every Go server, answers one before it reads the next, and clients rely on that order.
 */
export class Turns {
  readonly #queues = new WeakMap<Duplex, Queue>()
  readonly #ended = new WeakSet<Duplex>()

  /** Whether something asked earlier on the connection has not settled yet. */
  isBusy(connection: Duplex): boolean {
    return this.#queues.has(connection)
  }

  /** Whether as many wait on the connection as may. */
  isFull(connection: Duplex): boolean {
    return (this.#queues.get(connection)?.waiting ?? 0) >= mostWaiting
  }

  /** Nothing asked later on the connection is run. */
  end(connection: Duplex): void {
    this.#ended.add(connection)
  }

  /** Runs `work` once everything asked earlier on the connection has settled, unless the connection is done by then. */
  take(connection: Duplex, work: () => Promise<void>): Promise<void> {
    const turn = () => (connection.destroyed || this.#ended.has(connection) ? settled : work())
    const before = this.#queues.get(connection)
    const own = before === undefined ? turn() : before.last.then(turn)
    const queue = before ?? { last: own, waiting: 0 }
    if (before === undefined) this.#queues.set(connection, queue)
    queue.waiting++
    const leave = () => {
      if (--queue.waiting === 0) this.#queues.delete(connection)
    }
    queue.last = own.then(leave, leave)
    return own
  }
}

const settled = Promise.resolve()
