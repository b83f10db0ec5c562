import type { Server, Socket } from 'node:net'
import type { Logger } from '../engine/log.js'

// How often it is told that connections are dropped, in ms.
const tellingPeriod = 60_000

/** Bounds the connections of several servers together: what comes beyond is closed unseen, and told of now and then. */
export class Connections {
  readonly #most: number
  readonly #log: Logger
  readonly #period: number
  readonly #open = new Map<Server, Set<Socket>>()
  #total = 0
  #dropped = 0
  #told: NodeJS.Timeout | undefined

  constructor(most: number, log: Logger, period = tellingPeriod) {
    this.#most = most
    this.#log = log
    this.#period = period
  }

  /** Counts the connections of a server, too. */
  bound(server: Server): void {
    const own = new Set<Socket>()
    this.#open.set(server, own)
    server.on('connection', (socket: Socket) => {
      // One that was handed back to its server is announced twice.
      if (own.has(socket)) return
      own.add(socket)
      this.#change(1)
      socket.once('close', () => {
        own.delete(socket)
        this.#change(-1)
      })
    })
    server.on('drop', () => this.#drop())
    this.#change(0)
  }

  /** Each server may have what the others leave of it. */
  #change(by: number): void {
    this.#total += by
    // Node takes 0 for any number.
    for (const [server, own] of this.#open) server.maxConnections = Math.max(1, this.#most - this.#total + own.size)
  }

  #drop(): void {
    this.#dropped++
    if (this.#told === undefined) this.#tell()
  }

  #tell(): void {
    const dropped = this.#dropped === 1 ? '1 connection was dropped' : `${this.#dropped} connections were dropped`
    this.#dropped = 0
    const more = 'more descriptors allow more (ulimit -n, LimitNOFILE=)'
    this.#log.warn(`${dropped}: ${this.#most} are open, as many as may be; ${more}`)
    this.#told = setTimeout(() => {
      this.#told = undefined
      if (this.#dropped > 0) this.#tell()
    }, this.#period).unref()
  }
}
