import type { AnyJob, OperationName } from 'libswarm-core'
import { parseJson, printJson } from './json.js'
import { isFields, type Fields } from './fields.js'
import type { QueryPairs } from './query.js'
import type { Conversion } from './step.js'
import { steps } from './steps.js'
import { isOlder } from './versions.js'

/** The conversions between a client's version and an engine's, from the client's side to the engine's. */
export function conversionsFor(operation: OperationName, client: string, engine: string): readonly Conversion[] {
  const isRaised = isOlder(client, engine)
  const [low, high] = isRaised ? [client, engine] : [engine, client]
  const between = steps.filter(
    ({ operations, since }) => operations.includes(operation) && isOlder(low, since) && !isOlder(high, since),
  )
  const found = isRaised ? between.map(({ older }) => older) : between.map(({ newer }) => newer).reverse()
  return found.filter((conversion) => conversion !== undefined)
}

/** A query string, and what it was before each of the conversions. */
export interface ConvertedQuery {
  readonly search: string
  readonly before: readonly QueryPairs[]
}

/** Converts a query string. One that means what it meant keeps its text. */
export function convertQuery(conversions: readonly Conversion[], search: string): ConvertedQuery {
  const sent: QueryPairs = [...new URLSearchParams(search)]
  const before: QueryPairs[] = []
  let query = sent
  for (const conversion of conversions) {
    before.push(query)
    query = conversion.query?.(query) ?? query
  }
  const changed = query !== sent && !isSame(query, sent)
  return { search: changed ? new URLSearchParams(query.map(([...pair]) => pair)).toString() : search, before }
}

const isSame = (one: QueryPairs, other: QueryPairs): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Converts the JSON body of a request; undefined where it is to stay as it came. */
export function convertBody(conversions: readonly Conversion[], { raw }: Pick<AnyJob, 'raw'>): Uint8Array | undefined {
  const changes = conversions.flatMap(({ body }) => body ?? [])
  if (changes.length === 0 || raw === undefined || raw.length === 0) return undefined
  const value = readJson(raw)
  // What is no object is the engine's to refuse.
  if (!isFields(value)) return undefined
  return Buffer.from(printJson(changes.reduce((changed, change) => change(changed), value)))
}

/** Converts the JSON text of an answer; the same bytes where it is none. */
export function convertAnswer(
  conversions: readonly Conversion[],
  { before }: ConvertedQuery,
  bytes: Uint8Array,
): Uint8Array {
  const value = readJson(bytes)
  if (value === undefined) return bytes
  const converted = conversions.reduceRight<unknown>(
    (answer, conversion, at) =>
      conversion.answer === undefined ? answer : conversion.answer(answer, before[at] ?? []),
    value,
  )
  return Buffer.from(`${printJson(converted)}\n`)
}

/** Converts a message of a stream; undefined for one that the client is not to have. */
export function convertMessage(conversions: readonly Conversion[], message: Fields): Fields | undefined {
  return conversions.reduceRight<Fields | undefined>(
    (converted, conversion) =>
      converted === undefined || conversion.message === undefined ? converted : conversion.message(converted),
    message,
  )
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return parseJson(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}
