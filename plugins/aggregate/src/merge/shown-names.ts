import { NameOwners } from '../names/owners.js'
import { isNested, lastOf, namesOf, type Named, type Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { Gathered } from './gather.js'

/** Tells how many nodes have a container of a name. */
export type NameCount = (name: string) => number

/** Gives a container of a node the names that it has in the pool. */
export function shownNames(
  pool: Pool,
  parts: Gathered<readonly Named[]>['parts'],
): (summary: Summary, node: Node) => Summary {
  const count = nameCount(pool, parts)
  return (summary, node) => withNames(summary, node, count)
}

/** Counts the nodes that have a container of a name: as they are known, and as they have answered now. */
export function nameCount({ owners }: Pool, parts: Gathered<readonly Named[]>['parts']): NameCount {
  const fresh = new NameOwners()
  for (const { node, value } of parts) {
    const names = new Set<string>()
    for (const named of value)
      for (const name of namesOf(named)) if (node.view.containers.named(name) === undefined) names.add(name)
    for (const name of names) fresh.add(lastOf(name))
  }
  return (name) => owners.of(name) + fresh.of(name)
}

/** Whether a container is shown with the names that its own node tells. */
export const keepsNames = (named: Named, count: NameCount): boolean =>
  namesOf(named).every((name) => isAlone(name, count))

/**
 * A container with its names as they are in the pool: `node/name` where another node has the name as well, and where its own
 * node is a pool that shows it so.
 */
export function withNames(summary: Summary, node: Node, count: NameCount): Summary {
  if (keepsNames(summary, count)) return summary
  const Names = namesOf(summary).map((name) => (isAlone(name, count) ? `/${name}` : `/${node.name}/${name}`))
  return { ...summary, Names }
}

const isAlone = (name: string, count: NameCount): boolean => !isNested(name) && count(name) <= 1
