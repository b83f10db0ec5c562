/** Header fields in the order and the case they came in, repeated ones repeated (RFC 9110 section 5). */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** Header fields as a backend may write them. */
export type HeadersInit = HeaderList | Readonly<Record<string, string>>

/** The first value of a field, by its name in any case. */
export function findHeader(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return headers.find(([field]) => field.toLowerCase() === wanted)?.[1]
}

/**
 * A list of its own from either form. Throws a `TypeError` for a field that would break an answer in two, or that tells
 * a length nobody can tell.
 */
export function toHeaderList(init: HeadersInit | undefined): HeaderList {
  if (init === undefined) return none
  const known = read.get(init)
  if (known !== undefined) return known
  if (typeof init !== 'object' || init === null) throw new TypeError(`returned a reply with ${show(init)} as headers`)
  const fields: Iterable<readonly [unknown, unknown]> = Symbol.iterator in init ? init : Object.entries(init)
  const list: (readonly [name: string, value: string])[] = []
  const lengths: string[] = []
  for (const [name, value] of fields) {
    const field = [nameOf(name), valueOf(name, value)] as const
    if (isLength(field[0])) lengths.push(field[1])
    list.push(field)
  }
  if (lengths.length > 1 || (lengths[0] !== undefined && !/^\d+$/.test(lengths[0]))) {
    throw new TypeError(`returned a reply with the Content-Length ${lengths.join(', ')}`)
  }
  if (isFixed(init)) read.set(init, Object.freeze(list))
  return list
}

const none: HeaderList = Object.freeze([])

// What was made of lists that never change: a backend may have one for all its answers.
const read = new WeakMap<object, HeaderList>()

/** Whether nothing of it can be changed any more; an object may have getters. */
function isFixed(init: HeadersInit): init is HeaderList {
  return (
    Array.isArray(init) &&
    Object.isFrozen(init) &&
    init.every((field) => Array.isArray(field) && Object.isFrozen(field))
  )
}

/** Whether a field tells a length. */
export function isLength(name: string): boolean {
  return name.length === 14 && name.toLowerCase() === 'content-length'
}

// What a field's name and its value consist of (RFC 9110 sections 5.1 and 5.5), as Node checks them.
const token = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/
const unwritable = /[^\t\x20-\x7e\x80-\xff]/

function nameOf(name: unknown): string {
  if (typeof name === 'string' && token.test(name)) return name
  throw new TypeError(`returned a reply with the header name ${show(name)}`)
}

function valueOf(name: unknown, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text === 'string' && !unwritable.test(text)) return text
  throw new TypeError(`returned a reply with the header ${String(name)}: ${show(value)}`)
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : typeof value
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
  if (!headers.some(([name]) => hopByHop.has(name.toLowerCase()))) return headers
  const named = namedIn(headers)
  return headers.filter(([name]) => {
    const lower = name.toLowerCase()
    return !hopByHop.has(lower) && !named.has(lower)
  })
}

function namedIn(headers: HeaderList): ReadonlySet<string> {
  const names = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(','))
    .map((name) => name.trim().toLowerCase())
  return new Set(names.filter((name) => !protectedFields.has(name)))
}
