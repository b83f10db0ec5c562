import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { describeError, isSwarmError } from '../errors.js'
import { endToEnd, findHeader, isLength, type HeaderList } from '../engine/headers.js'
import { discard, toReply, type Reply } from '../engine/reply.js'
import { ignoreError } from './break-off.js'
import { endTogether } from './end-together.js'
import { isUnread } from './framing.js'
import { pump, whenHandedOver, type Done } from './pump.js'
import { statusOf } from './status.js'

/**
 * Writes a reply: the headers at once, then the body as it comes. Framing is derived here, never copied.
 * Fails when the client leaves or the body breaks off; the caller then breaks the connection off too, so that no client
 * takes it for whole.
 */
export function writeReply(reply: Reply, response: ServerResponse, done: Done): void {
  const { status, body, trailers } = reply
  trailers?.catch(() => undefined)
  if (response.destroyed) {
    discard(reply)
    return done()
  }
  const framed = frame(reply, response.req.method === 'HEAD')
  if (!framed.sends) discard(reply)
  const whole = framed.sends && body instanceof Readable && trailers === undefined ? wholeOf(body, framed.length) : body
  if (!framed.sends || whole === undefined || whole instanceof Uint8Array) {
    const bytes = framed.sends ? (whole as Uint8Array | undefined) : undefined
    // What is still to come of the request may be refused meanwhile.
    if (isUnread(response.req)) response.writeHead(status, framed.headers).end(bytes)
    else endTogether({ response, status, headers: framed.headers, body: bytes })
    return whenHandedOver(response, done)
  }
  response.writeHead(status, framed.headers)
  // Without this Node keeps the headers back until the first byte of the body; what is there already goes with them.
  if (whole.readableLength === 0) response.flushHeaders()
  pump({ body: whole, length: framed.length, trailers }, response, done)
}

/**
 * All of a body that is a message of HTTP which has arrived whole, as a short answer of an engine has; the stream itself
 * otherwise. To have it from a stream takes more than all the rest of such a call.
 */
function wholeOf(body: Readable, length: number | undefined): Readable | Uint8Array {
  if (!isComplete(body) || (length !== undefined && body.readableLength !== length)) return body
  const bytes = (body.read() ?? nothing) as Uint8Array
  // It ends, and lets go of what it has come on, when it is asked for more.
  body.on('error', ignoreError).resume()
  return bytes
}

const nothing = new Uint8Array(0)

function isComplete(body: Readable & { readonly complete?: unknown }): boolean {
  return body.complete === true && !body.destroyed && body.readableFlowing !== true && !body.readableObjectMode
}

/** What a client is told of a failure: `{"message": …}`, as every Docker client reads it. */
export function failureReply(thrown: unknown): Reply {
  const status = statusOf[isSwarmError(thrown) && Object.hasOwn(statusOf, thrown.kind) ? thrown.kind : 'Internal']
  if (status === statusOf.NotModified) return toReply({ status })
  return messageReply(status, describeError(thrown))
}

/** A status with a sentence. */
export function messageReply(status: number, message: string, headers: HeaderList = []): Reply {
  const body = `${JSON.stringify({ message })}\n`
  return toReply({ status, headers: [...headers, ['Content-Type', 'application/json']], body })
}

interface Framed {
  /** Names and values in turn, as Node takes them. */
  readonly headers: string[]
  /** Whether this answer has a body on the wire. */
  readonly sends: boolean
  /** How long a streamed body has to be; undefined where its end tells. */
  readonly length: number | undefined
}

function frame(reply: Reply, toHead: boolean): Framed {
  const { status, body, trailers } = reply
  const headers = unframed(reply.headers)
  if (status === 204 || status === 304) return { headers, sends: false, length: undefined }
  // How long a stream is, or what a HEAD did not send, is the backend's to tell.
  const isTold = trailers === undefined && (toHead || !(body instanceof Uint8Array))
  const told = isTold ? toldLength(reply.headers) : undefined
  if (toHead) return { headers: [...headers, 'Content-Length', String(told ?? 0)], sends: false, length: undefined }
  const length = body === undefined ? 0 : body instanceof Uint8Array ? body.length : told
  const framing = length === undefined ? [] : ['Content-Length', String(length)]
  return { headers: [...headers, ...framing], sends: true, length }
}

// Of lists that never change, as a backend may have one for all its answers.
const written = new WeakMap<HeaderList, string[]>()

/** The end-to-end fields without a length, names and values in turn. */
function unframed(list: HeaderList): string[] {
  const known = written.get(list)
  if (known !== undefined) return known
  const headers: string[] = []
  for (const [name, value] of endToEnd(list)) if (!isLength(name)) headers.push(name, value)
  if (!Object.isFrozen(list)) return headers
  const made = headers.map(flat)
  written.set(list, made)
  return made
}

/** The same string in one piece: one that was put together is copied piece by piece with every answer. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

function toldLength(headers: HeaderList): number | undefined {
  const told = findHeader(headers, 'Content-Length')
  return told === undefined ? undefined : Number(told)
}
