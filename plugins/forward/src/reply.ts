import type { IncomingMessage } from 'node:http'
import type { HeaderList, ReplyInit } from 'libswarm-core'
import { endToEnd, pairHeaders } from './headers.js'

/** The engine's answer as a reply. Nothing of its body is read here, except where HTTP allows none. */
export function toReplyInit(method: string, response: IncomingMessage): ReplyInit {
  const status = response.statusCode ?? 0
  const headers = endToEnd(pairHeaders(response.rawHeaders))
  if (method === 'HEAD' || status === 204 || status === 304) {
    response.resume()
    return { status, headers }
  }
  return response.headers.trailer === undefined
    ? { status, headers, body: response }
    : { status, headers, body: response, trailers: trailersOf(response) }
}

function trailersOf(response: IncomingMessage): Promise<HeaderList> {
  return new Promise((resolve) => {
    response.once('end', () => resolve(pairHeaders(response.rawTrailers)))
    response.once('close', () => resolve([]))
  })
}
