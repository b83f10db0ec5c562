import type { Duplex } from 'node:stream'

/**
 * Runs what is asked on one connection one after the other. Node starts pipelined requests all at once; dockerd,
 * as every Go server, answers one before it reads the next, and clients rely on that order.
 */
export class Turns {
  readonly #last = new WeakMap<Duplex, Promise<void>>()

  /** Whether something asked earlier on the connection has not settled yet. */
  isBusy(connection: Duplex): boolean {
    return this.#last.has(connection)
  }

  /** Runs `work` once everything asked earlier on the connection has settled, unless the connection is gone by then. */
  take(connection: Duplex, work: () => Promise<void>): Promise<void> {
    const turn = async () => (connection.destroyed ? undefined : work())
    const before = this.#last.get(connection)
    const own = before === undefined ? turn() : before.then(turn)
    const settled = own.catch(() => undefined)
    this.#last.set(connection, settled)
    void settled.then(() => {
      if (this.#last.get(connection) === settled) this.#last.delete(connection)
    })
    return own
  }
}
