/** An object of a client's JSON. */
export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The name that a field has in a client's object: an engine takes names in any case (Go's `encoding/json`). */
export function nameOf(fields: Fields, wanted: string): string {
  if (Object.hasOwn(fields, wanted)) return wanted
  const folded = wanted.toLowerCase()
  return Object.keys(fields).find((name) => name.toLowerCase() === folded) ?? wanted
}

/** The value of a field; undefined where there is none. */
export function valueOf(fields: Fields, wanted: string): unknown {
  const name = nameOf(fields, wanted)
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** An object in a field; an empty one where there is something else. */
export function fieldsOf(fields: Fields, wanted: string): Fields {
  const value = valueOf(fields, wanted)
  return isFields(value) ? value : {}
}

/** A text in a field; empty where there is something else. */
export function textOf(fields: Fields, wanted: string): string {
  const value = valueOf(fields, wanted)
  return typeof value === 'string' ? value : ''
}

/** A number above 0 in a field; 0 where there is something else. */
export function amountOf(fields: Fields, wanted: string): number {
  const value = valueOf(fields, wanted)
  return typeof value === 'number' && value > 0 ? value : 0
}

/** What a list in a field has. */
export function listOf(fields: Fields, wanted: string): readonly unknown[] {
  const value = valueOf(fields, wanted)
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}

/** The texts in a list in a field. */
export const textsOf = (fields: Fields, wanted: string): readonly string[] =>
  listOf(fields, wanted).filter((entry) => typeof entry === 'string')

/** The texts in an object in a field, by name. */
export const pairsOf = (fields: Fields, wanted: string): readonly (readonly [string, string])[] =>
  Object.entries(fieldsOf(fields, wanted)).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )

/** The object with a field changed, by the name that it has there; as it is where the value is the one it had. */
export function withValue(fields: Fields, wanted: string, change: (value: unknown) => unknown): Fields {
  const name = nameOf(fields, wanted)
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  const changed = change(value)
  return changed === value ? fields : { ...fields, [name]: changed }
}
