import type { Filters, Job } from 'libswarm-core'
import { split } from '../names/containers.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { Meant } from './gather.js'

/** The nodes that a filter `node` names. */
export interface Named extends Meant {
  /** The filter `node` for one of them: which of its own nodes are meant, where it is a pool and not all of them are. */
  readonly within: (node: Node) => Filters
}

/**
 * The nodes that a filter `node` names, by name or id, `r2/a` for the node `a` of the pool `r2`; all where it has no value,
 * as with every filter of moby.
 */
export function nodesIn(pool: Pool, { node: wanted = [] }: Filters): Named {
  const isWhole = ({ name, id }: Node) =>
    wanted.length === 0 || wanted.includes(name) || (id !== undefined && wanted.includes(id))
  const innerOf = (node: Node) =>
    wanted.flatMap((value) => {
      const [outer, rest] = split(pool, value)
      return outer === node && rest !== '' ? [rest] : []
    })
  const isInPart = (node: Node) => innerOf(node).length > 0
  return {
    nodes: pool.usable().filter((node) => isWhole(node) || (node.isPool && isInPart(node))),
    down: [
      ...pool.down().filter((node) => isWhole(node) || (node.mayBePool && isInPart(node))),
      ...untold(pool).filter((node) => !isWhole(node) && isInPart(node)),
    ],
    within: (node): Filters => (isWhole(node) ? {} : { node: innerOf(node) }),
  }
}

/** The nodes that have not told yet whether they are pools. */
export const untold = (pool: Pool): readonly Node[] =>
  pool.usable().filter(({ state, mayBePool, isPool }) => state === 'pending' && mayBePool && !isPool)

/** Filters without some of them. */
export function without(filters: Filters, keys: readonly string[]): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([key]) => !keys.includes(key)))
}

type FilteredName = 'ContainerPrune' | 'ImagePrune' | 'BuildPrune' | 'NetworkPrune' | 'VolumePrune'

/** The job with other filters; whatever else its query says stays, also what is not known here. */
export function withFilters<O extends FilteredName>(job: Job<O>, filters: Filters): Job<O> {
  const search = new URLSearchParams(job.search)
  search.set('filters', JSON.stringify(filters))
  return job.with({ search: search.toString() })
}

/** The nodes that come into question for a list, and the filters for each of them. */
export interface Filtered extends Meant {
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
  const { nodes, down, within } = nodesIn(pool, filters)
  const qualified = keys.filter((key) => own[key]?.some((value) => nodeIn(pool, key, value) !== undefined))
  if (qualified.length === 0) return { nodes, down, on: (node) => ({ ...own, ...within(node) }) }
  const on = (node: Node): Filters => ({
    ...own,
    ...within(node),
    ...Object.fromEntries(qualified.map((key) => [key, own[key]!.flatMap((value) => valueOn(pool, node, key, value))])),
  })
  const mayFit = (node: Node) => qualified.every((key) => on(node)[key]!.length > 0)
  return { nodes: nodes.filter(mayFit), down: down.filter(mayFit), on }
}

/** What a value means to a node; nothing where it is of another. */
function valueOn(pool: Pool, node: Node, key: string, value: string): readonly string[] {
  const of = nodeIn(pool, key, value)
  if (of === undefined) return [value]
  const [begin, rest] = partsOf(key, value)
  return of === node ? [`${begin}${split(pool, rest)[1]}`] : []
}

const nodeIn = (pool: Pool, key: string, value: string): Node | undefined => split(pool, partsOf(key, value)[1])[0]

/** A name is a regular expression, which may say where it begins: `^/a/web$`. */
function partsOf(key: string, value: string): readonly [begin: string, rest: string] {
  const [begin] = key === 'name' ? /^\^?\/?/.exec(value)! : ['']
  return [begin, value.slice(begin.length)]
}
