import type { Duplex } from 'node:stream'
import type { Abort } from '../engine/abort.js'
import { noticeLeaving } from './leaving.js'

/** A call that a client waits for. */
export interface Waiting {
  readonly pace: 'finite' | 'streaming'
  /** Aborted when the client has gone. */
  readonly gone: Abort
}

// How long a client may wait for an answer after it has ended its half, in ms.
const patience = 10_000

/** Who waits on one connection, which has one call at a time: who goes away ends it. It listens once, not for every call. */
export class Client {
  readonly #connection: Duplex
  #call: Waiting | undefined
  #timer: NodeJS.Timeout | undefined
  #stopNoticing: (() => void) | undefined

  constructor(connection: Duplex) {
    this.#connection = connection
    connection.on('end', () => this.#ended())
    connection.on('close', () => this.#call?.gone.abort())
  }

  /** A call begins; until `leave` it ends with the client. */
  wait(call: Waiting): void {
    this.#call = call
    if (this.#connection.readableEnded) this.#ended()
  }

  /** The call has been answered, or has broken off. */
  leave(): void {
    this.#call = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#stopNoticing?.()
    this.#stopNoticing = undefined
  }

  /**
   * A client that has ended its half may have gone: it is taken for gone at once where the answer would go on, otherwise
   * when that shows, or after a while.
   */
  #ended(): void {
    const destroy = () => this.#connection.destroy()
    if (this.#call === undefined) return
    if (this.#call.pace === 'streaming') return void destroy()
    this.#timer ??= setTimeout(destroy, patience).unref()
    this.#stopNoticing ??= noticeLeaving(this.#connection)
  }
}

/** The clients of a frontend. */
export class Clients {
  readonly #known = new WeakMap<Duplex, Client>()

  /** Who waits on a connection. */
  of(connection: Duplex): Client {
    const known = this.#known.get(connection)
    if (known !== undefined) return known
    const client = new Client(connection)
    this.#known.set(connection, client)
    return client
  }
}
