import type { Gathered } from '../merge/gather.js'
import { namesOf, type Summary } from './reference.js'

/** One image of the pool in a list. */
export interface PooledImage extends Summary {
  /** The names of the nodes that have it, `node/node` for one of a pool inside this one. */
  readonly Nodes: readonly string[]
}

/** One entry for each image, the youngest first. */
export function grouped(parts: Gathered<readonly Summary[]>['parts']): PooledImage[] {
  const images = new Map<string, PooledImage>()
  for (const { node, value } of parts) {
    for (const summary of value) {
      const known = images.get(summary.Id)
      const nodes = nodesOf(summary, node.name)
      images.set(summary.Id, known === undefined ? { ...summary, Nodes: nodes } : unite(known, summary, nodes))
    }
  }
  return [...images.values()].sort((left, right) => right.Created - left.Created)
}

/** Whether an image fits the filter `dangling`, as moby judges it: true for no tag, false for any name (`daemon/images`). */
export const fitsDangling = ({ RepoTags, RepoDigests }: Summary, wanted: boolean): boolean =>
  wanted ? namesOf(RepoTags).length === 0 : namesOf(RepoTags).length + namesOf(RepoDigests).length > 0

/** The node, or those of it where it is a pool itself. */
function nodesOf(summary: Summary, node: string): readonly string[] {
  const { Nodes } = summary as Partial<PooledImage>
  return Array.isArray(Nodes) ? Nodes.map((inner) => `${node}/${inner}`) : [node]
}

function unite(image: PooledImage, other: Summary, nodes: readonly string[]): PooledImage {
  return {
    ...image,
    RepoTags: unitedNames(image.RepoTags, other.RepoTags),
    RepoDigests: unitedNames(image.RepoDigests, other.RepoDigests),
    // -1 where nobody has counted.
    Containers: image.Containers < 0 || other.Containers < 0 ? -1 : image.Containers + other.Containers,
    Nodes: [...image.Nodes, ...nodes],
  }
}

/** All names once; what stands for none where there is none. */
function unitedNames(left: Summary['RepoTags'], right: Summary['RepoTags']): Summary['RepoTags'] {
  const names = new Set([...namesOf(left), ...namesOf(right)])
  return names.size === 0 ? left : [...names]
}
