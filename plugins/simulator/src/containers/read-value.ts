import type { MakeError } from '../errors.js'
import { zeroOf, type Builtin, type FieldTable, type FieldType } from './fields.js'
import { mismatch } from './mismatch.js'

/** A JSON object. */
export type Values = Readonly<Record<string, unknown>>

/** How objects with fields of their own are read, and how a refusal is made. */
export interface Reading {
  readonly error: MakeError
  readonly readFields: (values: Values, table: FieldTable, struct: string, error: MakeError) => Record<string, unknown>
}

/** How deep what is kept as it came may be nested. */
const deepest = 32

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a value that is not null as one of a type; `path` is where it is: a struct's name, then those of fields. */
export function readValue(type: FieldType, value: unknown, path: string, reading: Reading): unknown {
  const refuse = (wanted: string): Error => mismatch(value, `struct field ${path}`, wanted, reading.error)
  if (typeof type === 'string') return builtins[type](value, path, reading, refuse)
  if ('named' in type) {
    if (!fits(type.like, value)) throw refuse(type.named)
    return type.like === 'string' ? wellFormed(value as string) : value
  }
  if ('struct' in type) {
    if (!isObject(value)) throw refuse(type.struct)
    return reading.readFields(value, type.fields, inside(type.struct, path), reading.error)
  }
  if ('list' in type) {
    if (!Array.isArray(value)) throw refuse(type.list)
    return value.map((item) => (item === null ? emptyOf(type.items) : readValue(type.items, item, path, reading)))
  }
  if (!isObject(value)) throw refuse(type.map)
  const read = Object.entries(value).map(([key, one]): [string, unknown] => {
    if (one !== null) return [wellFormed(key), readValue(type.values, one, path, reading)]
    return [wellFormed(key), type.nulls === true ? null : emptyOf(type.values)]
  })
  return Object.fromEntries(read.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

// Go names the innermost struct, and then all fields from the outermost on.
const inside = (struct: string, path: string): string =>
  `${struct.slice(struct.lastIndexOf('.') + 1)}${path.slice(path.indexOf('.'))}`

/** What null is in a list or a map. */
function emptyOf(type: FieldType): unknown {
  if (type === emptyStruct) return {}
  if (typeof type !== 'object' || !('struct' in type)) return zeroOf(type)
  const shown = Object.entries(type.fields).filter(([, field]) => field.optional !== true)
  return Object.fromEntries(shown.map(([name, field]) => [name, field.zero]))
}

const emptyStruct: FieldType = { struct: 'struct {}', fields: {} }

type ReadBuiltin = (value: unknown, path: string, reading: Reading, refuse: (wanted: string) => Error) => unknown

const goNames: Readonly<Partial<Record<Builtin, string>>> = { boolean: 'bool', integer: 'int64' }

const scalar =
  (type: 'string' | 'boolean' | Whole): ReadBuiltin =>
  (value, _, __, refuse) => {
    if (!fits(type, value)) throw refuse(goNames[type] ?? type)
    return type === 'string' ? wellFormed(value as string) : value
  }

const as =
  (type: FieldType): ReadBuiltin =>
  (value, path, reading) =>
    readValue(type, value, path, reading)

const builtins: Readonly<Record<Builtin, ReadBuiltin>> = {
  string: scalar('string'),
  boolean: scalar('boolean'),
  integer: scalar('integer'),
  int: scalar('int'),
  uint: scalar('uint'),
  uint16: scalar('uint16'),
  uint64: scalar('uint64'),
  integers: (value, path, reading) => {
    const [width = 0, height = 0] = readValue({ list: '[2]uint', items: 'uint' }, value, path, reading) as number[]
    return [width, height]
  },
  strings: as({ list: '[]string', items: 'string' }),
  words: (value, _, __, refuse) => {
    if (typeof value === 'string') return [wellFormed(value)]
    const isWords = Array.isArray(value) && value.every((word) => word === null || typeof word === 'string')
    if (!isWords) throw refuse('string')
    return value.map((word) => wellFormed((word as string | null) ?? ''))
  },
  stringMap: as({ map: 'map[string]string', values: 'string' }),
  set: as({ map: 'map[string]struct {}', values: emptyStruct }),
  object: (value, _, __, refuse) => {
    if (!isObject(value) || depthOf(value, deepest) >= deepest) throw refuse('struct')
    return value
  },
}

type Whole = 'integer' | 'int' | 'uint' | 'uint16' | 'uint64'

const ranges: Readonly<Record<Whole, readonly [number, number]>> = {
  integer: [-(2 ** 63), 2 ** 63],
  int: [-(2 ** 63), 2 ** 63],
  uint: [0, 2 ** 64],
  uint16: [0, 2 ** 16],
  uint64: [0, 2 ** 64],
}

function fits(type: 'string' | 'boolean' | Whole, value: unknown): boolean {
  if (type === 'string' || type === 'boolean') return typeof value === type
  const [least, bound] = ranges[type]
  return Number.isInteger(value) && (value as number) >= least && (value as number) < bound
}

// What is half a character becomes U+FFFD, as in Go.
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** How deep a value is nested, no further than a limit. */
function depthOf(value: unknown, limit: number): number {
  if (limit === 0 || typeof value !== 'object' || value === null) return 0
  let within = 0
  for (const inner of Object.values(value)) within = Math.max(within, depthOf(inner, limit - 1))
  return 1 + within
}
