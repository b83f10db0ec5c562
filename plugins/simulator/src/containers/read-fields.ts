import type { MakeError } from '../errors.js'
import type { Field, FieldTable } from './fields.js'
import { readValue, type Values } from './read-value.js'

export { mismatch } from './mismatch.js'
export { isObject } from './read-value.js'

/**
 * Reads an object as a table of fields says: what is not in the table is dropped, what is not given or null gets its
 * standard. Names fit without regard to case, as in Go. Throws `InvalidParameter` for a value of another type, in Go's
 * words; `struct` is the name it has there, with the names of the fields that lead to it.
 */
export function readFields(
  values: Values,
  table: FieldTable,
  struct: string,
  error: MakeError,
): Record<string, unknown> {
  const given = new Map<string, unknown>()
  for (const [key, value] of Object.entries(values)) {
    const name = Object.hasOwn(table, key) ? key : foldedNames(table).get(key.toLowerCase())
    if (name === undefined || value === null) continue
    given.set(name, readValue(table[name]!.type, value, `${struct}.${name}`, { error, readFields }))
  }
  const read: [string, unknown][] = []
  for (const [name, field] of Object.entries(table)) {
    const value = given.has(name) ? given.get(name) : field.zero
    if (field.optional === true && isEmpty(value, field)) continue
    read.push([name, value === field.zero && field.standard !== undefined ? field.standard : value])
  }
  return Object.fromEntries(read)
}

/** The value of a field by its name in any case; undefined where it was not given. */
export function fieldOf(values: Values, name: string): unknown {
  const key = Object.keys(values).findLast((one) => one.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : values[key]
}

/** Whether any field of a table was given. */
export const hasAny = (values: Values, table: FieldTable): boolean =>
  Object.keys(values).some((key) => foldedNames(table).has(key.toLowerCase()))

const folded = new WeakMap<FieldTable, ReadonlyMap<string, string>>()

function foldedNames(table: FieldTable): ReadonlyMap<string, string> {
  const known = folded.get(table)
  if (known !== undefined) return known
  const names = new Map(Object.keys(table).map((name) => [name.toLowerCase(), name]))
  folded.set(table, names)
  return names
}

/** As Go's `omitempty`: an empty list or map is left out, an object with fields of its own is not. */
function isEmpty(value: unknown, { type, zero }: Field): boolean {
  if (value === zero) return true
  if (Array.isArray(value)) return value.length === 0
  const isMap = type === 'stringMap' || type === 'set' || (typeof type === 'object' && 'map' in type)
  return isMap && Object.keys(value as object).length === 0
}
