import { Agent, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Endpoint } from './address.js'
import { EngineSocket } from './socket.js'

/** The connections to one engine. */
export interface Connections {
  readonly endpoint: Endpoint
  /** Connections that are used again for the next plain call. */
  readonly agent: Agent
  /** A connection of its own for one call; with `allowHalfOpen` its end in one direction leaves the other open. */
  fresh(options?: { readonly allowHalfOpen?: boolean }): EngineSocket
  /** Ends all of them. */
  close(): void
}

// Engines close connections that have been idle for minutes; those that wait here are given up before that.
const longestIdle = 60_000

/** Opens nothing yet. */
export function connectionsTo(endpoint: Endpoint): Connections {
  const own = new Set<EngineSocket>()
  const connect = (allowHalfOpen: boolean): EngineSocket => {
    const socket = new EngineSocket({ allowHalfOpen })
    return socket.connect({ ...endpoint.at, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 })
  }
  const agent = new EngineAgent(() => connect(false))
  return {
    endpoint,
    agent,
    fresh: ({ allowHalfOpen = false } = {}) => {
      const socket = connect(allowHalfOpen)
      own.add(socket)
      return socket.once('close', () => own.delete(socket))
    },
    close: () => {
      agent.destroy()
      for (const socket of own) socket.destroy()
    },
  }
}

/** Keeps connections open between calls and has no limit to how many there are. */
class EngineAgent extends Agent {
  readonly #connect: () => EngineSocket

  constructor(connect: () => EngineSocket) {
    // The timeout ends idle connections only: on one in use nobody listens to it.
    super({ keepAlive: true, timeout: longestIdle })
    this.#connect = connect
  }

  override createConnection(options: ClientRequestArgs): Duplex {
    const socket = this.#connect()
    if (options.timeout !== undefined) socket.setTimeout(options.timeout)
    return socket
  }
}
