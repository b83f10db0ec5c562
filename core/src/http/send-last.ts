import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { discard, type Reply } from '../engine/reply.js'
import { writeReply } from './reply.js'

/** Sends an ordinary answer on a connection that Node has let go of, and ends it. */
export function sendLast(request: IncomingMessage, socket: Socket, reply: Reply): Promise<void> {
  if (socket.writableEnded) return Promise.resolve(discard(reply))
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  // What Node's server does for the responses that it made itself.
  socket.on('drain', () => response.emit('drain'))
  response.once('finish', () => response.emit('close'))
  return new Promise((resolve, reject) => {
    writeReply(reply, response, (failure) => {
      if (failure !== undefined) return reject(failure)
      response.detachSocket(socket)
      socket.end(() => socket.destroy())
      resolve()
    })
  })
}
