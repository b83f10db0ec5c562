import {
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { PassThrough, type Duplex, type Readable } from 'node:stream'
import type { Socket } from 'node:net'
import { endToEnd, findHeader, pairHeaders } from '../engine/headers.js'
import { swarmError } from '../errors.js'
import type { Upgrade } from '../api/row.js'
import type { Reply } from '../engine/reply.js'

/**
 * The body of an upgrade request. Node parses none there: it is the first `Content-Length` bytes of the socket.
 * What follows is put back, it is the beginning of what the client sends on the upgraded connection.
 */
export function upgradeBody(request: IncomingMessage, socket: Duplex, head: Buffer): Readable {
  const body = new PassThrough()
  if (head.length > 0) socket.unshift(head)
  if (request.headers['transfer-encoding'] === undefined)
    void take(socket, Number(request.headers['content-length'] ?? 0), body)
  else
    body.destroy(
      swarmError('InvalidParameter', 'an upgrade request needs a Content-Length, its body may not be chunked'),
    )
  return body
}

/** Hands an upgrade request back to the server as if the client had asked for no upgrade. */
export function withoutUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const kept = pairHeaders(request.rawHeaders).filter(([name]) => name.toLowerCase() !== 'upgrade')
  const lines = kept.map(([name, value]) =>
    [name, name.toLowerCase() === 'connection' ? keepAlive(value) : value].join(': '),
  )
  const line = `${request.method} ${request.url} HTTP/${request.httpVersion}`
  socket.unshift(Buffer.concat([Buffer.from(`${[line, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}

/** A `Connection` header without its upgrade. */
function keepAlive(value: string): string {
  const options = value.split(',').map((option) => option.trim())
  return options.filter((option) => option.toLowerCase() !== 'upgrade').join(', ') || 'keep-alive'
}

async function take(socket: Duplex, length: number, body: PassThrough): Promise<void> {
  let missing = length
  while (missing > 0) {
    const chunk = socket.read(Math.min(missing, Math.max(1, socket.readableLength))) as Buffer | null
    if (chunk !== null) {
      missing -= chunk.length
      if (!body.write(chunk)) await once(body, 'drain')
    } else if (socket.readableEnded || socket.destroyed) {
      body.destroy(new Error('the connection ended inside the request body'))
      return
    } else await once(socket, 'readable', 'end', 'close')
  }
  body.end()
}

/** Writes the head of a reply that takes the connection over. */
export function writeHijackHead(reply: Reply, upgrade: Upgrade | undefined, socket: Duplex): void {
  const status = upgrade === undefined ? 200 : 101
  const reason = upgrade === 'tcp' || upgrade === 'h2c' ? 'UPGRADED' : STATUS_CODES[status]
  const headers = endToEnd(reply.headers).filter(([name]) => name.toLowerCase() !== 'content-length')
  for (const [name, value] of headers) {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  }
  const type = findHeader(headers, 'Content-Type')
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  if (type === undefined && upgrade !== 'websocket') lines.push('Content-Type: application/vnd.docker.raw-stream')
  if (upgrade !== undefined) lines.push('Connection: Upgrade', `Upgrade: ${upgrade}`)
  socket.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n`)
}

/**
 * Takes a plain request's connection away from Node's HTTP server, for clients that ask for no upgrade.
 * The server's `close` listeners stay: they free the parser.
 */
export function takeOver(request: IncomingMessage, response: ServerResponse): Socket {
  const { socket } = request
  response.detachSocket(socket)
  for (const event of ['data', 'end', 'drain', 'error', 'timeout']) socket.removeAllListeners(event)
  socket.setTimeout(0)
  return socket
}

/**
 * Joins two connections until both have ended. An end goes over as an end, and never ends the other direction;
 * a failure, or a side that is gone, ends both.
 */
export function splice(client: Duplex, engine: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const destroy = () => {
      client.destroy()
      engine.destroy()
    }
    client.on('error', destroy)
    engine.on('error', destroy)
    if (client.destroyed) {
      destroy()
      resolve()
      return
    }
    client.on('close', () => {
      if (!engine.writableFinished || !engine.readableEnded) engine.destroy()
      resolve()
    })
    engine.on('close', () => {
      // What is written already still has to arrive.
      if (client.writableEnded || engine.readableEnded) endSoon(client)
      else client.destroy()
    })
    client.pipe(engine)
    engine.pipe(client)
  })
}

function endSoon(client: Duplex): void {
  client.end(() => client.destroy())
}

function once(emitter: Duplex, ...events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) emitter.removeListener(event, done)
      resolve()
    }
    for (const event of events) emitter.once(event, done)
  })
}
