import type { HeaderList } from 'libswarm-core'

// What belongs to one connection, never to the next (RFC 9110 section 7.6.1).
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

// Naming one of these in `Connection` would take away what frames or routes the message.
const protectedFields = new Set(['content-length', 'content-type', 'host'])

/** The fields that go on to the next hop, in the order and the case they came in. */
export function endToEnd(headers: HeaderList): HeaderList {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !protectedFields.has(name))
  const dropped = new Set([...hopByHop, ...named])
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()))
}

/** Node's flat `rawHeaders` as pairs. */
export function pairHeaders(raw: readonly string[]): HeaderList {
  const pairs: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index]!, raw[index + 1]!])
  return pairs
}

/** The fields without one of them. */
export function without(headers: HeaderList, field: string): HeaderList {
  return headers.filter(([name]) => name.toLowerCase() !== field)
}
