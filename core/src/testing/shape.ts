/**
 * What a JSON value has to be, as data.
 *
 * - a word, or `#Name` for a model
 * - `one` of some values, `either` of some shapes
 * - a `list` of a shape, a `map` of names to a shape
 * - `fields`, as a model has them
 */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'null'
  | 'unknown'
  | `#${string}`
  | { readonly one: readonly (string | number)[] }
  | { readonly either: readonly Shape[] }
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: ModelShape }

/** Shapes by the name of the field; the name of one that may be absent ends in `?`. */
export interface ModelShape {
  readonly [field: string]: Shape
}
