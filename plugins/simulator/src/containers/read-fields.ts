import type { MakeError } from '../errors.js'
import type { FieldTable, FieldType } from './fields.js'

type Values = Readonly<Record<string, unknown>>

/** How deep what is kept as it came may be nested. */
const deepest = 32

/**
 * Reads an object as a table of fields says: what is not in the table is dropped, what is not given or null gets its
 * standard. Throws `InvalidParameter` for a value of another type, in Go's words; `struct` is the name it has there.
 */
export function readFields(
  values: Values,
  table: FieldTable,
  struct: string,
  error: MakeError,
): Record<string, unknown> {
  const read: [string, unknown][] = []
  for (const [name, field] of Object.entries(table)) {
    const given = Object.hasOwn(values, name) ? values[name] : null
    const value = given === null ? field.zero : readValue(field.type, given, `${struct}.${name}`, error)
    if (field.optional === true && value === field.zero) continue
    read.push([name, value === field.zero && field.standard !== undefined ? field.standard : value])
  }
  return Object.fromEntries(read)
}

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The words of Go's `encoding/json` for a value of the wrong type. */
export function mismatch(value: unknown, where: string, wanted: string, error: MakeError): Error {
  const got = Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value
  return error('InvalidParameter', `json: cannot unmarshal ${got} into Go ${where} of type ${wanted}`)
}

/** What of a value does not fit, and the type that it should have in Go. */
interface Misfit {
  readonly value: unknown
  readonly wanted: string
}

type Check = (value: unknown) => Misfit | undefined

const is =
  (wanted: string, fits: (value: unknown) => boolean): Check =>
  (value) =>
    fits(value) ? undefined : { value, wanted }

const listOf =
  (item: Check, wanted: string): Check =>
  (value) =>
    Array.isArray(value) ? firstOf(value, item) : { value, wanted }

const mapOf =
  (item: Check, wanted: string): Check =>
  (value) =>
    isObject(value) ? firstOf(Object.values(value), item) : { value, wanted }

const text = is('string', (value) => typeof value === 'string')
const integer = is('int64', Number.isSafeInteger)
const data = is('struct', (value) => isObject(value) && depthOf(value, deepest) < deepest)
const dataList = listOf(data, '[]struct')

const checks: Readonly<Record<FieldType & string, Check>> = {
  string: text,
  integer,
  boolean: is('bool', (value) => typeof value === 'boolean'),
  integers: listOf(integer, '[2]uint'),
  strings: listOf(text, '[]string'),
  words: (value) => (Array.isArray(value) ? firstOf(value, text) : text(value)),
  stringMap: mapOf(text, 'map[string]string'),
  set: mapOf(data, 'map[string]struct {}'),
  object: data,
  objects: dataList,
  objectLists: mapOf((value) => (value === null ? undefined : dataList(value)), 'map[string][]struct'),
}

function firstOf(values: readonly unknown[], item: Check): Misfit | undefined {
  for (const value of values) {
    const misfit = item(value)
    if (misfit !== undefined) return misfit
  }
  return undefined
}

function readValue(type: FieldType, value: unknown, path: string, error: MakeError): unknown {
  const where = `struct field ${path}`
  if (typeof type !== 'string') {
    if (!isObject(value)) throw mismatch(value, where, type.struct, error)
    return readFields(value, type.fields, path, error)
  }
  const misfit = checks[type](value)
  if (misfit !== undefined) throw mismatch(misfit.value, where, misfit.wanted, error)
  return type === 'words' && typeof value === 'string' ? [value] : value
}

/** How deep a value is nested, no further than a limit. */
function depthOf(value: unknown, limit: number): number {
  if (limit === 0 || typeof value !== 'object' || value === null) return 0
  let inside = 0
  for (const inner of Object.values(value)) inside = Math.max(inside, depthOf(inner, limit - 1))
  return 1 + inside
}
