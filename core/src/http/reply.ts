import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { describeError, isSwarmError } from '../errors.js'
import { endToEnd, findHeader, type HeaderList } from '../engine/headers.js'
import { toReply, type Reply } from '../engine/reply.js'
import { statusOf } from './status.js'

/**
 * Writes a reply: the headers at once, then the body as it comes. Framing is derived here, never copied.
 * Rejects when the body breaks off; the connection is then broken off too, so that no client takes it for whole.
 */
export async function writeReply(reply: Reply, response: ServerResponse): Promise<void> {
  const { body, status } = reply
  try {
    response.writeHead(status, framed(endToEnd(reply.headers), reply).flat())
  } catch (thrown) {
    // A status or a header that is none, such as one with a line break.
    if (!(body instanceof Uint8Array)) body?.destroy()
    return writeReply(failureReply(thrown), response)
  }
  if (body === undefined || body instanceof Uint8Array) {
    response.end(body)
    return
  }
  // Without this Node keeps the headers back until the first byte of the body.
  response.flushHeaders()
  if (reply.trailers === undefined) return pipeline(body, response)
  await pipeline(body, response, { end: false })
  response.addTrailers((await reply.trailers) as [string, string][])
  response.end()
}

/** What a client is told of a failure: `{"message": …}`, as every Docker client reads it. */
export function failureReply(thrown: unknown): Reply {
  const status = isSwarmError(thrown) ? statusOf[thrown.kind] : statusOf.Internal
  if (status === statusOf.NotModified) return toReply({ status })
  return messageReply(status, describeError(thrown))
}

/** A status with a sentence. */
export function messageReply(status: number, message: string, headers: HeaderList = []): Reply {
  const body = `${JSON.stringify({ message })}\n`
  return toReply({ status, headers: [...headers, ['Content-Type', 'application/json']], body })
}

function framed(headers: HeaderList, { status, body, trailers }: Reply): HeaderList {
  const without = headers.filter(([name]) => name.toLowerCase() !== 'content-length')
  if (status === 204 || status === 304) return without
  if (body instanceof Uint8Array) return [...without, ['Content-Length', String(body.length)]]
  if (trailers !== undefined) return without
  // The length of a stream, or of what a HEAD did not send, is the backend's to tell.
  const told = findHeader(headers, 'Content-Length')
  if (told !== undefined) return headers
  return body === undefined ? [...without, ['Content-Length', '0']] : without
}
