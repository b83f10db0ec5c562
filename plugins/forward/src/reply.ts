import type { IncomingMessage } from 'node:http'
import type { HeaderList, ReplyInit } from 'libswarm-core'
import { endToEnd, pairHeaders } from './headers.js'
import { NoAnswer } from './send.js'

/**
 * The engine's answer as a reply. Nothing of its body is read here, except where HTTP allows none. Throws `NoAnswer` for
 * one that no client can be given.
 */
export function toReplyInit(method: string, response: IncomingMessage, signal: AbortSignal): ReplyInit {
  // It broke off together with its head: nobody has been told of it yet.
  if (response.errored) throw signal.aborted ? response.errored : new NoAnswer(response.errored)
  const status = response.statusCode ?? 0
  if (status < 200 || status > 599) {
    response.destroy()
    throw new NoAnswer(new Error(`it has the unexpected status ${status}`))
  }
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
