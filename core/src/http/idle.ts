import type { Socket } from 'node:net'

interface Watched {
  bytes: number
  /** How often in a row nothing was seen to have happened; -1 when something was still going on. */
  rounds: number
}

// So many looks make up the time.
const looks = 4

/**
 * Closes connections on which nothing is asked for some time. Node's own timer for that is set and cleared with every
 * answer, some 3 % of a small call, and is told of in each (`Keep-Alive`), which no Docker Engine does. Here all are
 * looked at now and then: they are closed after the time for it, and at most a quarter more.
 */
export class IdleConnections {
  readonly #period: number
  readonly #isIdle: (connection: Socket) => boolean
  readonly #open = new Map<Socket, Watched>()
  #looking: NodeJS.Timeout | undefined

  /**
   * @param limit how long nothing may be asked, in ms
   * @param isIdle whether something was asked, and nothing is at the moment
   */
  constructor(limit: number, isIdle: (connection: Socket) => boolean) {
    this.#period = limit / looks
    this.#isIdle = isIdle
  }

  /** Looks after a connection until it is closed. Until its first request it is not idle, but late: Node answers that. */
  watch(connection: Socket): void {
    if (this.#open.has(connection)) return
    this.#open.set(connection, { bytes: 0, rounds: 0 })
    // What has come while this process was busy is read first.
    this.#looking ??= setInterval(() => setImmediate(() => this.#look()), this.#period).unref()
    connection.once('close', () => {
      this.#open.delete(connection)
      if (this.#open.size > 0) return
      clearInterval(this.#looking)
      this.#looking = undefined
    })
  }

  #look(): void {
    for (const [connection, watched] of this.#open) {
      const bytes = connection.bytesRead
      if (!this.#isIdle(connection)) watched.rounds = -1
      else if (bytes !== watched.bytes) watched.rounds = 0
      else if (++watched.rounds >= looks) connection.destroy()
      watched.bytes = bytes
    }
  }
}
