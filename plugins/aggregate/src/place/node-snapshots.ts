import type { Node } from '../nodes/node.js'
import type { NodeSnapshot } from '../scheduling/snapshot.js'
import type { Holdings } from './holdings.js'
import { snapshotOf } from './node-snapshot.js'

interface Made {
  /** What it was made of. */
  readonly of: readonly unknown[]
  readonly snapshot: NodeSnapshot
}

/** What the scheduler is told of each node, made again where something of it has changed. */
export class NodeSnapshots {
  readonly #made = new WeakMap<Node, Made>()

  /** The same object for as long as nothing has changed. */
  of(node: Node, holdings: Holdings): NodeSnapshot {
    const parts = partsOf(node, holdings)
    const made = this.#made.get(node)
    if (made?.of.every((part, index) => part === parts[index])) return made.snapshot
    const snapshot = snapshotOf(node, holdings)
    this.#made.set(node, { of: parts, snapshot })
    return snapshot
  }
}

/** All that a snapshot tells of, as values that are others when it has changed. */
function partsOf({ id, state, availability, info, view }: Node, { version }: Holdings): readonly unknown[] {
  const { containers, images, volumes, networks } = view
  return [
    id,
    state,
    availability,
    info,
    containers.version,
    images.last,
    volumes.last,
    volumes.isKnown,
    networks.last,
    version,
  ]
}
