import type { Filters } from 'libswarm-core'
import { split } from '../names/containers.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/** The nodes that a filter `node` names, by name or id; all that can be asked where there is none. */
export function nodesIn(pool: Pool, { node: wanted }: Filters): readonly Node[] {
  return pool
    .usable()
    .filter(({ name, id }) => wanted === undefined || wanted.includes(name) || wanted.includes(id ?? ''))
}

/** Filters without some of them. */
export function without(filters: Filters, keys: readonly string[]): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([key]) => !keys.includes(key)))
}

/** The nodes that come into question for a list, and the filters for each of them. */
export interface Filtered {
  readonly nodes: readonly Node[]
  readonly on: (node: Node) => Filters
}

/**
 * Reads the filter `node`, and `node/name` in filters that take names: its node is asked for `name`, and another only where
 * a filter has other values, too.
 *
 * @param keys the filters that take names of what is local to its node
 */
export function filtered(pool: Pool, filters: Filters, keys: readonly string[]): Filtered {
  const own = without(filters, ['node'])
  const qualified = keys.filter((key) => own[key]?.some((value) => split(pool, value)[0] !== undefined))
  if (qualified.length === 0) return { nodes: nodesIn(pool, filters), on: () => own }
  const on = (node: Node): Filters => ({
    ...own,
    ...Object.fromEntries(qualified.map((key) => [key, own[key]!.flatMap((value) => valueOn(pool, node, value))])),
  })
  const mayFit = (node: Node) => qualified.every((key) => on(node)[key]!.length > 0)
  return { nodes: nodesIn(pool, filters).filter(mayFit), on }
}

/** What a value means to a node; nothing where it is of another. */
function valueOn(pool: Pool, node: Node, value: string): readonly string[] {
  const [of, rest] = split(pool, value)
  return of === undefined ? [value] : of === node ? [rest] : []
}
