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

/** Whether a field, by its name in lower case, belongs to one connection. */
export function isHopByHop(name: string): boolean {
  return hopByHop.has(name)
}

/** The fields that a value of `Connection` names, in lower case, but those that it may not take away. */
export function namedBy(connection: string): readonly string[] {
  return connection
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !protectedFields.has(name))
}

/** The fields that go on to the next hop, in the order and the case they came in. */
export function endToEnd(headers: HeaderList): HeaderList {
  if (!headers.some(([name]) => isHopByHop(name.toLowerCase()))) return headers
  const named = new Set(headers.flatMap(([name, value]) => (name.toLowerCase() === 'connection' ? namedBy(value) : [])))
  return headers.filter(([name]) => {
    const lower = name.toLowerCase()
    return !isHopByHop(lower) && !named.has(lower)
  })
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
