import type { Endpoint } from './address.js'
import type { Open } from './open.js'
import { PlainConnections } from './plain/connections.js'
import type { EngineSocket } from './socket.js'

/** The connections to one engine. */
export interface Connections {
  readonly endpoint: Endpoint
  /** Those of plain calls. */
  readonly plain: PlainConnections
  /** A connection of its own for one call; with `allowHalfOpen` its end in one direction leaves the other open. */
  fresh(options?: { readonly allowHalfOpen?: boolean }): EngineSocket
  /** Ends all of them. */
  close(): void
}

/** Opens nothing yet. */
export function connectionsTo(endpoint: Endpoint, open: Open): Connections {
  const own = new Set<EngineSocket>()
  const plain = new PlainConnections(open)
  return {
    endpoint,
    plain,
    fresh: (options) => {
      const socket = open(options)
      own.add(socket)
      socket.once('close', () => own.delete(socket))
      return socket
    },
    close: () => {
      plain.close()
      for (const socket of own) socket.destroy()
    },
  }
}
