import type { ReplyInit } from 'libswarm-core'
import type { Open } from '../open.js'
import { NoAnswer, type Watch } from '../send.js'
import { PlainConnection, type Keeper, type PlainRequest } from './connection.js'
import { requestHead } from './request-head.js'

// Engines close connections that have been idle for minutes; those that wait here are given up before that.
const longestIdle = 60_000
const sweepEvery = 10_000
// As many as Node's agent keeps.
const mostIdle = 256

/** The connections that plain calls share: as many as there are calls at a time, and kept for the next ones. */
export class PlainConnections implements Keeper {
  readonly #open: Open
  readonly #all = new Set<PlainConnection>()
  /** The one that was used last is the last, and the next to be used. */
  readonly #idle: PlainConnection[] = []
  #sweep: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(open: Open) {
    this.#open = open
  }

  /**
   * Sends a request over a connection that may have served others, and once more over a new one where the first turned out
   * to be dead. Resolves and rejects as `PlainConnection.ask`.
   */
  async ask(request: PlainRequest, signal: AbortSignal, watch: Watch | undefined): Promise<ReplyInit> {
    // Before a connection is taken for it: one that nothing is sent on would be nobody's.
    const head = requestHead(request)
    signal.throwIfAborted()
    try {
      return await (this.#take() ?? this.#fresh()).ask(request, head, signal, watch)
    } catch (thrown) {
      if (!(thrown instanceof NoAnswer) || !thrown.repeatable || this.#isClosed) throw thrown
      signal.throwIfAborted()
      return this.#fresh().ask(request, head, signal, watch)
    }
  }

  /** Ends all of them. */
  close(): void {
    this.#isClosed = true
    for (const connection of this.#all) connection.close()
    clearInterval(this.#sweep)
  }

  idle(connection: PlainConnection): void {
    if (this.#isClosed || this.#idle.length >= mostIdle) return connection.close()
    connection.idleSince = performance.now()
    this.#idle.push(connection)
    this.#sweep ??= setInterval(() => this.#giveUp(), sweepEvery).unref()
  }

  gone(connection: PlainConnection): void {
    this.#all.delete(connection)
    const at = this.#idle.indexOf(connection)
    if (at >= 0) this.#idle.splice(at, 1)
  }

  #take(): PlainConnection | undefined {
    for (;;) {
      const connection = this.#idle.pop()
      if (connection === undefined) return undefined
      if (connection.isOpen && !isStale(connection, performance.now())) return connection
      connection.close()
    }
  }

  #fresh(): PlainConnection {
    const connection = new PlainConnection(this.#open(), this)
    this.#all.add(connection)
    return connection
  }

  #giveUp(): void {
    const now = performance.now()
    for (const connection of [...this.#idle]) if (isStale(connection, now)) connection.close()
    if (this.#idle.length > 0) return
    clearInterval(this.#sweep)
    this.#sweep = undefined
  }
}

function isStale({ idleSince, idleFor }: PlainConnection, now: number): boolean {
  return now - idleSince >= Math.min(idleFor, longestIdle)
}
