import type { QueryKind } from './row.js'

/** Docker's `filters`: values by key. */
export type Filters = Readonly<Record<string, readonly string[]>>

/** What each kind of query parameter is read as. */
export interface QueryValues extends Record<QueryKind, unknown> {
  boolean: boolean
  integer: number
  string: string
  list: readonly string[]
  filters: Filters
}

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

/** The parameters of a path template, decoded: `{ id }` for `/containers/{id}/json`. */
export type ParametersOf<Path> = Path extends string ? { readonly [Name in NamesIn<Path>]: string } : never

/** The values of a query by the kinds of a row; what a client did not send is absent. */
export type ValuesOf<Kinds> = {
  readonly [Key in keyof Kinds]?: Kinds[Key] extends QueryKind ? QueryValues[Kinds[Key]] : never
}
