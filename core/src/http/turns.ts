import type { Duplex } from 'node:stream'

/** How many requests may wait on one connection for the answer to an earlier one. */
const mostWaiting = 1000

interface Queue {
  readonly last: Promise<void>
  readonly waiting: number
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
    const turn = async () => (connection.destroyed || this.#ended.has(connection) ? undefined : work())
    const before = this.#queues.get(connection)
    const own = before === undefined ? turn() : before.last.then(turn)
    const last = own.catch(() => undefined)
    this.#queues.set(connection, { last, waiting: (before?.waiting ?? 0) + 1 })
    void last.then(() => {
      const now = this.#queues.get(connection)
      if (now === undefined || now.last === last) this.#queues.delete(connection)
      else this.#queues.set(connection, { ...now, waiting: now.waiting - 1 })
    })
    return own
  }
}
