import { isFields, textsOf } from './fields.js'

/** A query string's names and values in order. */
export type QueryPairs = readonly (readonly [name: string, value: string])[]

/** Changes a query. */
export type QueryChange = (query: QueryPairs) => QueryPairs

/** Takes parameters away. */
export const drop =
  (...names: readonly string[]): QueryChange =>
  (query) =>
    query.some(([name]) => names.includes(name)) ? query.filter(([name]) => !names.includes(name)) : query

/** Sets parameters to one value each. */
export const set =
  (values: Readonly<Record<string, string>>): QueryChange =>
  (query) => [...drop(...Object.keys(values))(query), ...Object.entries(values)]

/** The first value of a parameter; empty where it is not there. */
export const valueOf = (query: QueryPairs, wanted: string): string => query.find(([name]) => name === wanted)?.[1] ?? ''

/** Whether a parameter says yes (moby `daemon/server/httputils/form.go`). */
export const isTrue = (query: QueryPairs, name: string): boolean =>
  !['', '0', 'no', 'false', 'none'].includes(valueOf(query, name).trim().toLowerCase())

/** Calls a parameter by another name, where that one is not there. */
export const rename =
  (from: string, to: string): QueryChange =>
  (query) =>
    query.some(([name]) => name === to)
      ? drop(from)(query)
      : query.map(([name, value]) => [name === from ? to : name, value] as const)

/** The values of each filter; undefined where `filters` is none that an engine would take. */
export function filtersOf(query: QueryPairs): Readonly<Record<string, readonly string[]>> | undefined {
  const text = valueOf(query, 'filters')
  if (text === '') return {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (!isFields(parsed)) return undefined
    // Before API 1.22 the values were the names of an object.
    const lists = Object.entries(parsed).map(([name, values]) => [
      name,
      isFields(values) ? Object.keys(values) : textsOf(values),
    ])
    return Object.fromEntries(lists) as Readonly<Record<string, readonly string[]>>
  } catch {
    return undefined
  }
}

/** Changes the filters, where they can be read. */
export const filters =
  (
    change: (
      filters: Readonly<Record<string, readonly string[]>>,
      query: QueryPairs,
    ) => Readonly<Record<string, readonly string[]>>,
  ): QueryChange =>
  (query) => {
    const known = filtersOf(query)
    if (known === undefined) return query
    const changed = change(known, query)
    if (JSON.stringify(changed) === JSON.stringify(known)) return query
    return Object.keys(changed).length === 0 ? drop('filters')(query) : set({ filters: JSON.stringify(changed) })(query)
  }
