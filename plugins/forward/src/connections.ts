import { Agent, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Endpoint } from './address.js'
import type { Open } from './open.js'
import type { EngineSocket } from './socket.js'

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
export function connectionsTo(endpoint: Endpoint, open: Open): Connections {
  const own = new Set<EngineSocket>()
  const agent = new EngineAgent(open)
  return {
    endpoint,
    agent,
    fresh: (options) => {
      const socket = open(options)
      own.add(socket)
      socket.once('close', () => own.delete(socket))
      return socket
    },
    close: () => {
      agent.destroy()
      for (const socket of own) socket.destroy()
    },
  }
}

/** Keeps connections open between calls and has no limit to how many there are. */
class EngineAgent extends Agent {
  readonly #open: Open

  constructor(open: Open) {
    // The timeout ends idle connections only: on one in use nobody listens to it.
    super({ keepAlive: true, timeout: longestIdle })
    this.#open = open
  }

  override createConnection(options: ClientRequestArgs): Duplex {
    const socket = this.#open()
    if (options.timeout !== undefined) socket.setTimeout(options.timeout)
    return socket
  }
}
