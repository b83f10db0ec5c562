/** What a field of a request may hold, as Go reads it. */
export type FieldType =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'integers'
  | 'strings'
  /** A list of words, or one word. */
  | 'words'
  | 'stringMap'
  /** A map of empty objects. */
  | 'set'
  | 'object'
  | 'objects'
  /** Lists of objects by a key. */
  | 'objectLists'
  /** An object with fields of its own; `struct` is its name in Go. */
  | { readonly struct: string; readonly fields: FieldTable }

/** One field of a request. */
export interface Field {
  readonly type: FieldType
  /** What stands for nothing given. */
  readonly zero: unknown
  /** What the engine takes in place of `zero`. */
  readonly standard?: unknown
  /** Not shown where it is `zero`. */
  readonly optional?: true
}

/** The fields of a request, in the order that they are shown. */
export type FieldTable = Readonly<Record<string, Field>>

const zeros = { string: '', integer: 0, boolean: false } as const

/** A field that Go has a zero for: an empty text, 0, false. */
export const plain = (type: keyof typeof zeros, standard?: unknown): Field => ({ type, zero: zeros[type], standard })

/** A field that is null where nothing is given. */
export const nullable = (type: FieldType, standard?: unknown): Field => ({ type, zero: null, standard })

/** A field that is not shown where nothing is given. */
export const optional = (type: FieldType, zero: unknown = null): Field => ({ type, zero, optional: true })
