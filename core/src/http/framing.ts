import type { IncomingMessage } from 'node:http'

/** Why a request is refused before anybody looks what it asks for. */
export interface Doubt {
  readonly status: number
  readonly sentence: string
}

/**
 * What is in doubt about a request's framing or target; undefined when nothing is.
 * Node's parser lets these pass (RFC 9112 sections 3.2 and 6.1 do not), and the next hop may read them otherwise.
 *
 * @param longestTarget of a path with its query, in bytes
 */
export function framingDoubt(request: IncomingMessage, longestTarget: number): Doubt | undefined {
  if (request.url!.length > longestTarget) {
    return { status: 414, sentence: `the URL is too long: at most ${longestTarget} bytes` }
  }
  const { httpVersion } = request
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return bad(`HTTP/${httpVersion} is not supported`)
  const hosts = valuesOf(request.rawHeaders, 'host')
  if (hosts.length > 1) return bad('more than one Host header')
  if (hosts.length === 0 && httpVersion === '1.1') return bad('no Host header')
  if (hosts[0] !== undefined && /[\s/\\@?#]/.test(hosts[0])) return bad('malformed Host header')
  const encodings = valuesOf(request.rawHeaders, 'transfer-encoding')
  if (encodings.length === 0) return undefined
  if (httpVersion === '1.0') return bad('Transfer-Encoding in an HTTP/1.0 request')
  if (request.headers['content-length'] !== undefined) return bad('both a Content-Length and a Transfer-Encoding')
  const chunked = encodings.length === 1 && encodings[0]!.trim().toLowerCase() === 'chunked'
  if (encodings.every((encoding) => encoding.trim() === '')) return bad('an empty Transfer-Encoding')
  return chunked ? undefined : { status: 501, sentence: 'a Transfer-Encoding other than chunked' }
}

const none: readonly string[] = []

function valuesOf(raw: readonly string[], name: string): readonly string[] {
  let values: string[] | undefined
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const field = raw[index]!
    // The length first: most fields are another's, and need not be lowered.
    if (field.length === name.length && field.toLowerCase() === name) (values ??= []).push(raw[index + 1]!)
  }
  return values ?? none
}

/** Whether a request has a body that has not arrived whole. */
export function isUnread(request: IncomingMessage): boolean {
  return !request.complete && hasBody(request)
}

/** Whether a request announces a body. */
export function hasBody(request: Pick<IncomingMessage, 'headers'>): boolean {
  return request.headers['transfer-encoding'] !== undefined || lengthOf(request) > 0
}

/** The length of the body that a request announces, 0 where it announces none. */
export function lengthOf(request: Pick<IncomingMessage, 'headers'>): number {
  return Number(request.headers['content-length'] ?? 0)
}

function bad(sentence: string): Doubt {
  return { status: 400, sentence }
}
