import type { Socket } from 'node:net'
import type { Server, TLSSocket } from 'node:tls'
import { carrierOf } from '../carrier.js'
import { answerHttp, isHttp, isJudged } from './first-bytes.js'
import { HandshakeLog } from './handshake-log.js'
import { reasonOfRefusal } from './handshake-reason.js'

/** What bounds the handshakes that are under way. */
export interface HandshakeLimits {
  /** How long a connection may take until its handshake is over, in ms. */
  readonly time: number
  /** How many may be under way at once. Others wait for their turn, while their time runs. */
  readonly most: number
}

const defaultLimits: HandshakeLimits = { time: 30_000, most: 64 }

/** A connection whose handshake is not over. */
interface Pending {
  readonly raw: Socket
  readonly peer: string
  readonly timer: NodeJS.Timeout
  /** Hands it to TLS. */
  readonly start: () => void
  state: 'silent' | 'waiting' | 'running' | 'refused' | 'over'
}

/** The TLS handshakes of all addresses of a daemon: bounded in number and in time, and told when they fail. */
export class Handshakes {
  readonly #limits: HandshakeLimits
  readonly #log: HandshakeLog
  readonly #open = new Set<Pending>()
  readonly #waiting = new Set<Pending>()
  readonly #known = new WeakMap<Socket, Pending>()
  #running = 0

  /** @param say takes a line about each connection that is refused, at most one a second of each peer */
  constructor(say: (line: string) => void, limits: HandshakeLimits = defaultLimits) {
    this.#log = new HandshakeLog(say)
    this.#limits = limits
  }

  /** Stands in front of a server's own handshakes from now on. */
  guard(server: Server): void {
    const [start] = server.listeners('connection') as [(raw: Socket) => void]
    server.removeListener('connection', start)
    server.on('connection', (raw: Socket) => this.#enter(raw, () => start.call(server, raw)))
    server.on('secureConnection', (connection) => {
      connection.allowHalfOpen = true
      this.#leave(this.#pendingOf(connection))
    })
    // `node:https` would have it answered by HTTP.
    server.removeAllListeners('tlsClientError')
    server.on('tlsClientError', (error, connection) => this.#fail(error, connection))
  }

  /** Ends those that are under way, and those that wait. */
  close(): void {
    for (const { raw } of this.#open) raw.destroy()
  }

  #enter(raw: Socket, start: () => void): void {
    const peer = raw.remoteAddress ?? 'a client that has gone'
    const timer = setTimeout(() => this.#expire(pending), this.#limits.time).unref()
    const pending: Pending = { raw, peer, timer, start, state: 'silent' }
    this.#open.add(pending)
    this.#known.set(raw, pending)
    raw.on('error', () => undefined)
    raw.once('close', () => this.#leave(pending))
    this.#listen(pending)
  }

  /** Waits for the first bytes: who says nothing takes no turn. */
  #listen(pending: Pending): void {
    const { raw } = pending
    const heard: Buffer[] = []
    const hear = () => {
      const chunk = raw.read() as Buffer | null
      if (chunk !== null) heard.push(chunk)
      const first = Buffer.concat(heard)
      if (!isJudged(first)) return
      raw.removeListener('readable', hear)
      raw.removeListener('end', end)
      if (isHttp(first)) return this.#refuseHttp(pending)
      raw.unshift(first)
      this.#takeTurn(pending)
    }
    const end = () => raw.destroy()
    raw.on('readable', hear)
    raw.once('end', end)
  }

  #refuseHttp(pending: Pending): void {
    this.#log.refused(pending.peer, 'it sent an HTTP request instead of a TLS handshake')
    pending.state = 'refused'
    answerHttp(pending.raw)
  }

  #takeTurn(pending: Pending): void {
    if (this.#running < this.#limits.most) return this.#run(pending)
    pending.state = 'waiting'
    this.#waiting.add(pending)
  }

  #run(pending: Pending): void {
    this.#waiting.delete(pending)
    this.#running++
    pending.state = 'running'
    // Until its handshake is over, a client that ends its half has gone. What is made of this takes it over.
    pending.raw.allowHalfOpen = false
    pending.start()
  }

  #leave(pending: Pending | undefined): void {
    if (pending === undefined || pending.state === 'over') return
    const ran = pending.state === 'running'
    pending.state = 'over'
    clearTimeout(pending.timer)
    this.#open.delete(pending)
    this.#waiting.delete(pending)
    if (!ran) return
    this.#running--
    for (const next of this.#waiting) return this.#run(next)
  }

  #expire({ raw, peer, state }: Pending): void {
    if (state !== 'refused') this.#log.refused(peer, `its handshake was not over within ${this.#limits.time / 1000} s`)
    raw.destroy()
  }

  #fail(error: Error, connection: TLSSocket): void {
    const pending = this.#pendingOf(connection)
    this.#leave(pending)
    if (pending !== undefined) this.#log.refused(pending.peer, reasonOfRefusal(error, connection))
    connection.destroy()
  }

  #pendingOf(connection: TLSSocket): Pending | undefined {
    return this.#known.get(carrierOf(connection))
  }
}
