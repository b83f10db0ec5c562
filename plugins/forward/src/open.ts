import { Socket } from 'node:net'
import type { Endpoint } from './address.js'
import { toEngineSocket, type EngineSocket } from './socket.js'

/** Opens a connection to the engine. */
export type Open = (options?: { readonly allowHalfOpen?: boolean }) => EngineSocket

/** What opens plain connections. */
export function openPlain(at: Exclude<Endpoint['at'], { readonly ssh: unknown }>): Open {
  return ({ allowHalfOpen = false } = {}) => {
    const socket = toEngineSocket(new Socket({ allowHalfOpen }))
    socket.connect(at)
    return socket
  }
}
