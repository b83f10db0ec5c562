/** What a field of a request may hold, as Go reads it. */
export type FieldType = Builtin | NamedType | StructType | ListType | MapType

/** Types that Go has, or that every API has. */
export type Builtin =
  | 'string'
  | 'boolean'
  /** `int64` */
  | 'integer'
  | 'int'
  | 'uint'
  | 'uint16'
  | 'uint64'
  /** Two numbers, 0 where they are missing. */
  | 'integers'
  | 'strings'
  /** A list of words, or one word. */
  | 'words'
  | 'stringMap'
  /** A map of empty objects. */
  | 'set'
  /** An object that is kept as it came. */
  | 'object'

/** A text or a number with a name of its own in Go, such as `container.NetworkMode`. */
export interface NamedType {
  readonly named: string
  readonly like: 'string' | 'integer' | 'uint64'
}

/** An object with fields of its own; `struct` is its name in Go. */
export interface StructType {
  readonly struct: string
  readonly fields: FieldTable
}

/** A list of one type; `list` is its name in Go. */
export interface ListType {
  readonly list: string
  readonly items: FieldType
}

/** Values of one type by a key; `map` is its name in Go. */
export interface MapType {
  readonly map: string
  readonly values: FieldType
  /** Whether null stays null as a value. */
  readonly nulls?: true
}

/** One field of a request. */
export interface Field {
  readonly type: FieldType
  /** What stands for nothing given. */
  readonly zero: unknown
  /** What the engine takes in place of `zero`. */
  readonly standard?: unknown
  /** Not shown where it is `zero` or empty. */
  readonly optional?: true
}

/** The fields of a request, in the order that they are shown. */
export type FieldTable = Readonly<Record<string, Field>>

/** What Go has for a type where nothing is given. */
export function zeroOf(type: FieldType): unknown {
  if (type === 'string') return ''
  if (type === 'boolean') return false
  if (typeof type === 'string') return /^u?int/.test(type) && type !== 'integers' ? 0 : null
  return 'named' in type ? (type.like === 'string' ? '' : 0) : null
}

/** A field that Go has a zero for: an empty text, 0, false. */
export const plain = (type: FieldType, standard?: unknown): Field => ({ type, zero: zeroOf(type), standard })

/** A field that is null where nothing is given. */
export const nullable = (type: FieldType, standard?: unknown): Field => ({ type, zero: null, standard })

/** A field that is not shown where nothing is given; `zero` is null where Go has a pointer. */
export const optional = (type: FieldType, zero: unknown = null): Field => ({ type, zero, optional: true })

/** A field that is not shown where it is Go's zero. */
export const omitted = (type: FieldType): Field => optional(type, zeroOf(type))

/** A text with a name of its own in Go. */
export const text = (named: string): NamedType => ({ named, like: 'string' })

/** A list of objects with fields of their own. `pointers` says that Go has pointers to them. */
export const listOf = (items: StructType, pointers = false): ListType => ({
  list: `[]${pointers ? '*' : ''}${items.struct}`,
  items,
})
