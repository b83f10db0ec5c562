import type { Request } from '../request/request.js'
import type { NodeSnapshot } from '../snapshot.js'
import { usedCpus, usedMemory } from '../usage.js'
import { imageFinder } from './image.js'
import { drawOf } from './shuffle.js'

/** What counts for the place of a node, the most important first. */
export interface Rank {
  readonly node: NodeSnapshot
  /**
   * How full it would be, as classic Swarm weighs it: the hundredths of its CPUs and of its memory that would be given
   * away, 100 for what is not asked for.
   */
  readonly weight: number
  /** How many containers each of its engines would have, if they were shared out. */
  readonly containers: number
  /** 0 where the image is there, 1 where it must be pulled first. */
  readonly pull: 0 | 1
  /** Who comes first among equals. */
  readonly draw: number
}

/** The ranks of nodes, in no order. */
export function ranksOf(nodes: readonly NodeSnapshot[], request: Request, seed: number): Rank[] {
  const hasImage = imageFinder(request.image)
  return nodes.map((node) => ({
    node,
    weight:
      share(request.nanoCpus, usedCpus, node.nanoCpus, node) + share(request.memory, usedMemory, node.memory, node),
    containers: (node.containers.length + 1) / node.engines,
    pull: hasImage(node) ? 0 : 1,
    draw: drawOf(seed, node.id),
  }))
}

function share(asked: number, usedOf: (node: NodeSnapshot) => number, total: number, node: NodeSnapshot): number {
  return asked === 0 || total <= 0 ? 100 : Math.floor(((usedOf(node) + asked) * 100) / total)
}
