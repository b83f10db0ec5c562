import { isNested, lastOf } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { LocalKind } from './kind.js'

/**
 * Tells how a name of a node is shown: as it is where no other node has it, and `node/name` where one has, or where its own
 * node is a pool that shows it so.
 */
export type Shown = (node: Node, name: string) => string

/**
 * Tells it of the names that nodes were last known to have: `learn` reads what has changed before.
 *
 * @param answered the names that nodes have answered just now
 */
export function namesShown(
  pool: Pool,
  kind: LocalKind,
  answered: readonly { readonly node: Node; readonly names: readonly string[] }[] = [],
): Shown {
  const owners = new Map<string, Node | 'several'>()
  const plain = ({ isPool }: Node, name: string) => (isPool ? lastOf(name) : name)
  const add = (node: Node, shown: string) => {
    const name = plain(node, shown)
    const owner = owners.get(name)
    if (owner !== node) owners.set(name, owner === undefined ? node : 'several')
  }
  const used = pool.all().filter(({ state }) => state !== 'duplicate')
  for (const node of used) for (const { name } of kind.last(node)) add(node, name)
  for (const { node, names } of answered) for (const name of names) add(node, name)
  const isPlain = (node: Node, name: string) =>
    owners.get(plain(node, name)) !== 'several' && !(node.isPool && isNested(name))
  return (node, name) => (isPlain(node, name) ? name : `${node.name}/${name}`)
}

/** In the order of what is shown. An engine has no order of its own, and `docker` sorts by name, too. */
export function byName<T extends { readonly Name?: string }>(list: readonly T[]): T[] {
  return [...list].sort(({ Name: left = '' }, { Name: right = '' }) => (left < right ? -1 : left > right ? 1 : 0))
}
