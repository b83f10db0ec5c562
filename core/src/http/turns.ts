import type { Duplex } from 'node:stream'

/**
 * Runs what is asked on one connection one after the other. Node starts pipelined requests all at once; dockerd,
 * as every Go server, answers one before it reads the next, and clients rely on that order.
 */
export class Turns {
  readonly #last = new WeakMap<Duplex, Promise<void>>()

  /** Runs `work` once everything asked earlier on the connection has settled. */
  take(connection: Duplex, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(connection)
    const own = before === undefined ? work() : before.then(work, work)
    const settled = own.catch(() => undefined)
    this.#last.set(connection, settled)
    void settled.then(() => {
      if (this.#last.get(connection) === settled) this.#last.delete(connection)
    })
    return own
  }
}
