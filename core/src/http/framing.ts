import type { IncomingMessage } from 'node:http'
import { pairHeaders } from '../engine/headers.js'

/**
 * What is in doubt about a request's framing or target, as a sentence; undefined when nothing is.
 * Node's parser lets these pass (RFC 9112 sections 3.2 and 6.1 do not), and the next hop may read them otherwise.
 */
export function framingDoubt(request: IncomingMessage): string | undefined {
  const headers = pairHeaders(request.rawHeaders)
  const values = (name: string) => headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value)
  const hosts = values('host')
  if (hosts.length > 1) return 'more than one Host header'
  if (hosts.length === 0 && request.httpVersion === '1.1') return 'no Host header'
  if (request.httpVersion === '0.9') return 'HTTP/0.9 is not supported'
  const encodings = values('transfer-encoding')
  if (encodings.length === 0) return undefined
  if (request.httpVersion === '1.0') return 'Transfer-Encoding in an HTTP/1.0 request'
  const chunked = encodings.length === 1 && encodings[0]!.trim().toLowerCase() === 'chunked'
  return chunked ? undefined : 'a Transfer-Encoding other than chunked'
}

/** Whether a request has a body that has not arrived whole. */
export function isUnread(request: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  return !request.complete && (encoding !== undefined || Number(length) > 0)
}
