import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { PassThrough, type Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { endToEnd, findHeader, pairHeaders } from '../engine/headers.js'
import { isDuplex, type Reply } from '../engine/reply.js'
import { swarmError } from '../errors.js'
import type { Row, Upgrade } from '../api/row.js'
import { breakOff, ignoreError } from './break-off.js'
import { lengthOf } from './framing.js'
import { noticeLeaving } from './leaving.js'

/** A reply that takes the connection over: what is written first, and what is joined to it then. */
export interface Hijack {
  /** The status in the head. */
  readonly says: number
  readonly head: string
  readonly engine: Duplex
}

/**
 * The hijack that a reply is, or undefined for an ordinary one. Elsewhere than in a row of that kind, and with any
 * status of failure, a duplex is a stream like any other.
 */
export function hijackOf(row: Row, reply: Reply, upgrade: Upgrade | undefined): Hijack | undefined {
  const { body, status } = reply
  if (row.answers.kind !== 'duplex' || !isDuplex(body) || (status !== 101 && status !== 200)) return undefined
  const says = upgrade === undefined ? 200 : 101
  return { says, head: headOf(says, reply, upgrade), engine: body }
}

function headOf(status: number, reply: Reply, upgrade: Upgrade | undefined): string {
  const reason = upgrade === 'tcp' || upgrade === 'h2c' ? 'UPGRADED' : STATUS_CODES[status]
  const headers = endToEnd(reply.headers).filter(([name]) => name.toLowerCase() !== 'content-length')
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  const untyped = findHeader(headers, 'Content-Type') === undefined
  if (untyped && upgrade !== 'websocket') lines.push('Content-Type: application/vnd.docker.raw-stream')
  if (upgrade !== undefined) lines.push('Connection: Upgrade', `Upgrade: ${upgrade}`)
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n`
}

/**
 * The body of an upgrade request. Node parses none there: it is the first `Content-Length` bytes of the socket.
 * What follows is put back, it is the beginning of what the client sends on the upgraded connection.
 */
export function upgradeBody(request: IncomingMessage, socket: Duplex, head: Buffer): PassThrough {
  const body = new PassThrough()
  // Who reads it hears of it; nobody reads what is refused by its length.
  body.on('error', ignoreError)
  if (head.length > 0) socket.unshift(head)
  if (request.headers['transfer-encoding'] === undefined) void take(socket, lengthOf(request), body)
  else body.destroy(badRequest('an upgrade request needs a Content-Length, its body may not be chunked'))
  return body
}

async function take(socket: Duplex, length: number, body: PassThrough): Promise<void> {
  let missing = length
  while (missing > 0) {
    const chunk = socket.read(Math.min(missing, Math.max(1, socket.readableLength))) as Buffer | null
    if (chunk !== null) {
      missing -= chunk.length
      if (!body.write(chunk)) await once(body, 'drain', 'close')
    } else if (socket.readableEnded || socket.destroyed) {
      body.destroy(badRequest('the connection ended inside the request body'))
    } else await once(socket, 'readable', 'end', 'close')
    if (body.destroyed) return
  }
  body.end()
}

/** Hands an upgrade request back to the server as if the client had asked for no upgrade. */
export function withoutUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const kept = pairHeaders(request.rawHeaders).filter(([name]) => name.toLowerCase() !== 'upgrade')
  const lines = kept.map(([name, value]) =>
    [name, name.toLowerCase() === 'connection' ? keepAlive(value) : value].join(': '),
  )
  const line = `${request.method} ${request.url} HTTP/${request.httpVersion}`
  socket.unshift(Buffer.concat([Buffer.from(`${[line, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket)
}

/** A `Connection` header without its upgrade. */
function keepAlive(value: string): string {
  const options = value.split(',').map((option) => option.trim())
  return options.filter((option) => option.toLowerCase() !== 'upgrade').join(', ') || 'keep-alive'
}

/**
 * Takes a plain request's connection away from Node's HTTP server, for clients that ask for no upgrade.
 * The server's `close` listeners stay: they free the parser.
 */
export function takeOver(request: IncomingMessage, response: ServerResponse): Socket {
  const { socket } = request
  response.detachSocket(socket)
  for (const event of ['data', 'end', 'drain', 'error', 'timeout']) socket.removeAllListeners(event)
  socket.on('error', ignoreError)
  socket.setTimeout(0)
  noticeLeaving(socket)
  return socket
}

/**
 * Writes the head, then joins the two connections until both have ended. An end goes over as an end, and never ends
 * the other direction; a failure, or a side that is gone, breaks off both.
 */
export function splice(client: Duplex, { head, engine }: Hijack): Promise<void> {
  return new Promise((resolve) => {
    const fail = () => {
      breakOff(client)
      engine.destroy()
    }
    client.on('close', () => {
      if (!engine.writableFinished || !engine.readableEnded) engine.destroy()
      resolve()
    })
    client.on('error', fail)
    engine.on('error', fail)
    if (client.destroyed || engine.destroyed) {
      fail()
      if (client.closed) resolve()
      return
    }
    engine.on('close', () => {
      // What is written already still has to arrive.
      if (engine.readableEnded) client.end(() => client.destroy())
      else breakOff(client)
    })
    client.write(head)
    client.pipe(engine)
    engine.pipe(client)
  })
}

function badRequest(sentence: string): Error {
  return swarmError('InvalidParameter', sentence)
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
