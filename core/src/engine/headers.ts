/** Header fields in the order and the case they came in, repeated ones repeated (RFC 9110 section 5). */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** Header fields as a backend may write them. */
export type HeadersInit = HeaderList | Readonly<Record<string, string>>

/** The first value of a field, by its name in any case. */
export function findHeader(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return headers.find(([field]) => field.toLowerCase() === wanted)?.[1]
}

/** A list from either form. */
export function toHeaderList(init: HeadersInit | undefined): HeaderList {
  if (init === undefined) return []
  return isHeaderList(init) ? init : Object.entries(init)
}

/** Node's flat `rawHeaders` as pairs. */
export function pairHeaders(raw: readonly string[]): HeaderList {
  const pairs: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index]!, raw[index + 1]!])
  return pairs
}

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
const protectedFields = new Set(['content-length', 'host', 'content-type', 'cache-control'])

/** The fields that go on to the next hop: no hop-by-hop ones, and none that `Connection` names. */
export function endToEnd(headers: HeaderList): HeaderList {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !protectedFields.has(name))
  return headers.filter(([name]) => {
    const field = name.toLowerCase()
    return !hopByHop.has(field) && !named.includes(field)
  })
}

function isHeaderList(init: HeadersInit): init is HeaderList {
  return Array.isArray(init)
}
