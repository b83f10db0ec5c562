import { meetsAffinity } from './filters/affinity.js'
import { meetsConstraint } from './filters/constraint.js'
import type { Filter } from './filters/filter.js'
import type { Request } from './request/request.js'
import type { Candidate } from './result.js'
import type { NodeSnapshot } from './snapshot.js'

interface Wish {
  readonly text: string
  readonly isMet: (node: NodeSnapshot) => boolean
}

/**
 * Puts the nodes first that meet most of what a container wishes for (`~`), each wish weighed alone; those that meet as
 * many stay in the order that they came in. It excludes none.
 */
export function byWishes(
  nodes: readonly NodeSnapshot[],
  request: Request,
  filters: readonly Filter[],
): readonly Candidate[] {
  const wishes = wishesOf(request, filters)
  const candidates = nodes.map((node) => ({
    node,
    unsatisfied: wishes.filter(({ isMet }) => !isMet(node)).map(({ text }) => text),
  }))
  return candidates.sort((one, other) => one.unsatisfied.length - other.unsatisfied.length)
}

/** A filter that is not used has no wishes, either. */
function wishesOf({ constraints, affinities }: Request, filters: readonly Filter[]): readonly Wish[] {
  const uses = (wanted: string) => filters.some(({ name }) => name === wanted)
  const ofNodes = uses('constraint') ? constraints.filter(({ soft }) => soft) : []
  const ofContainers = uses('affinity') ? affinities.filter(({ soft }) => soft) : []
  return [
    ...ofNodes.map((wish) => ({
      text: `constraint:${wish.text}`,
      isMet: (node: NodeSnapshot) => meetsConstraint(wish, node),
    })),
    ...ofContainers.map((wish) => ({
      text: `affinity:${wish.text}`,
      isMet: (node: NodeSnapshot) => meetsAffinity(wish, node),
    })),
  ]
}
