import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { knownOfAll, type LocalKind } from './kind.js'

/** Tells how a name of a node is shown: as it is where no other node has it, and `node/name` where one has. */
export type Shown = (node: Node, name: string) => string

/**
 * Reads which names more than one node has.
 *
 * @param answered the names that nodes have answered just now, which may be newer than what is known
 */
export async function namesShown(
  pool: Pool,
  kind: LocalKind,
  answered: readonly { readonly node: Node; readonly names: readonly string[] }[] = [],
): Promise<Shown> {
  const owners = new Map<string, Node | 'several'>()
  const add = (node: Node, name: string) => {
    const owner = owners.get(name)
    if (owner !== node) owners.set(name, owner === undefined ? node : 'several')
  }
  for (const [node, list] of await knownOfAll(kind, pool.all())) for (const { name } of list) add(node, name)
  for (const { node, names } of answered) for (const name of names) add(node, name)
  return (node, name) => (owners.get(name) === 'several' ? `${node.name}/${name}` : name)
}

/** In the order of what is shown. An engine has no order of its own, and `docker` sorts by name, too. */
export function byName<T extends { readonly Name?: string }>(list: readonly T[]): T[] {
  return [...list].sort(({ Name: left = '' }, { Name: right = '' }) => (left < right ? -1 : left > right ? 1 : 0))
}
