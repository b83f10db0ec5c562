import type { Filters } from 'libswarm-core'
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
