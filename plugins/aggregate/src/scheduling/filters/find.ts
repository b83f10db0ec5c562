import type { Reference } from '../request/request.js'
import type { NodeSnapshot, Snapshot } from '../snapshot.js'

/** Whether a reference may mean something on a node: `node/name` says on which, by name or id. */
export const mayBeOn = (node: NodeSnapshot, reference: Reference): boolean =>
  reference.node === undefined || reference.node === node.name || reference.node === node.id

/** Something that has an id and names. */
interface Named {
  readonly id: string
  readonly names: readonly string[]
}

/**
 * The nodes that have what a reference means: by name or whole id, and where none has that, by the beginning of an id.
 */
export function ownersOf(
  pool: Snapshot,
  reference: Reference,
  listOf: (node: NodeSnapshot) => readonly Named[],
): ReadonlySet<NodeSnapshot> {
  const { name } = reference
  const nodes = pool.filter((node) => mayBeOn(node, reference))
  const having = (fits: (named: Named) => boolean) => nodes.filter((node) => listOf(node).some(fits))
  const exact = having(({ id, names }) => id === name || names.includes(name))
  return new Set(exact.length > 0 || name === '' ? exact : having(({ id }) => id.startsWith(name)))
}
