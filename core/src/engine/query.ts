import { swarmError } from '../errors.js'
import type { QueryKind } from '../api/row.js'
import { table, type Filters, type OperationName, type Query } from '../api/table.js'

/**
 * Reads a query string as the operation's row says. Each parameter is read when it is looked at. Throws
 * `InvalidParameter` for a string that Go would not read at all (`net/url`, `ParseQuery`).
 */
export function readQuery<O extends OperationName>(operation: O, search: string): Query<O> {
  if (search !== '') requireReadable(search)
  const sent = new URLSearchParams(search)
  const query = Object.create(null) as Record<string, unknown>
  const row: Readonly<Record<string, QueryKind>> = table[operation].query
  for (const [key, kind] of Object.entries(row)) {
    if (sent.has(key)) Object.defineProperty(query, key, { enumerable: true, get: () => readers[kind](sent, key) })
  }
  return Object.freeze(query) as Query<O>
}

function requireReadable(search: string): void {
  if (search.includes(';')) throw swarmError('InvalidParameter', 'invalid semicolon separator in query')
  const [broken] = /%(?![0-9a-f]{2})[^&]{0,2}/i.exec(search) ?? []
  if (broken !== undefined) throw swarmError('InvalidParameter', `invalid URL escape ${JSON.stringify(broken)}`)
}

/** Writes typed query parameters as a query string. */
export function encodeQuery<O extends OperationName>(operation: O, query: Query<O>): string {
  const row: Readonly<Record<string, QueryKind>> = table[operation].query
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query as Record<string, unknown>)) {
    if (value === undefined) continue
    if (row[key] === undefined) throw swarmError('InvalidParameter', `${operation} has no query parameter "${key}"`)
    if (Array.isArray(value)) for (const item of value) search.append(key, String(item))
    else search.append(key, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return search.toString()
}

type Reader = (sent: URLSearchParams, key: string) => unknown

// As moby reads them (api/server/httputils/form.go): what is not one of these words is true.
const falseWords = new Set(['', '0', 'no', 'false', 'none'])

const readers: Readonly<Record<QueryKind, Reader>> = {
  boolean: (sent, key) => !falseWords.has((sent.get(key) ?? '').toLowerCase().trim()),
  integer: (sent, key) => readInteger(key, sent.get(key) ?? ''),
  string: (sent, key) => sent.get(key) ?? '',
  list: (sent, key) => sent.getAll(key),
  filters: (sent, key) => readFilters(sent.get(key) ?? ''),
}

function readInteger(key: string, text: string): number | undefined {
  if (text === '') return undefined
  if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw swarmError('InvalidParameter', `invalid value "${text}" for query parameter "${key}": not an integer`)
  }
  return Number(text)
}

/** Both encodings that Docker takes: `{"label":["a"]}` and, before API 1.22, `{"label":{"a":true}}`. */
function readFilters(text: string): Filters {
  if (text === '') return {}
  const bad = (cause?: unknown) =>
    swarmError('InvalidParameter', `invalid filters "${text}": not a JSON object of lists`, cause)
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw bad(cause)
  }
  if (parsed === null) return {}
  if (typeof parsed !== 'object' || Array.isArray(parsed)) throw bad()
  const filters = Object.create(null) as Record<string, readonly string[]>
  for (const [name, values] of Object.entries(parsed)) {
    const list = filterValues(values)
    if (list === undefined) throw bad()
    filters[name] = list
  }
  return filters
}

function filterValues(values: unknown): readonly string[] | undefined {
  if (Array.isArray(values)) return values.every((value) => typeof value === 'string') ? values : undefined
  if (typeof values !== 'object' || values === null) return undefined
  // The names are what counts: `false` asks for a value as `true` does.
  return Object.values(values).every((wanted) => typeof wanted === 'boolean') ? Object.keys(values) : undefined
}
