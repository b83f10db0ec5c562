import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

// How long a client may go on sending what nobody reads, in ms.
const patience = 10_000

const dropping = new WeakSet<Duplex>()

/** Whether a connection is in the middle of a request that has been answered already. */
export function isDropping(connection: Duplex): boolean {
  return dropping.has(connection)
}

/**
 * Drops what is still to come of a request that has been answered. A client that is still sending reads the answer
 * afterwards; on a connection that is closed under it, it would see an error instead.
 */
export function dropRest(request: IncomingMessage): void {
  const { socket } = request
  // Of a client that has gone nothing is to come; its request may have been closed before.
  if (socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), patience).unref()
  dropping.add(socket)
  request.once('close', () => {
    clearTimeout(timer)
    dropping.delete(socket)
  })
  // Whoever had begun to read it has stopped, or has it paused; who waits for it to be readable would keep it from flowing.
  request.unpipe().removeAllListeners('readable').resume()
}

/**
 * Has the connection of an answer that is its last be ended behind it, and closed only when the request has been dropped:
 * Node closes it at once, and what the client is still sending would be an error for it before it has read the answer.
 */
export function closeBehind(request: IncomingMessage): void {
  const { socket } = request
  const close = socket.destroySoon.bind(socket)
  socket.destroySoon = () => {
    if (request.complete) return close()
    socket.end()
    request.once('close', close)
  }
}
