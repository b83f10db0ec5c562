import type { Filter, FilterOptions } from './filters/filter.js'
import type { Request } from './request/request.js'
import type { Exclusion } from './result.js'
import type { NodeSnapshot, Snapshot } from './snapshot.js'

/** The nodes that come into question, and the others with what is wrong with them. */
export interface Eligible {
  readonly nodes: readonly NodeSnapshot[]
  readonly exclusions: readonly Exclusion[]
}

/** Asks each filter in turn about the nodes that the ones before have left. */
export function eligible(
  pool: Snapshot,
  request: Request,
  filters: readonly Filter[],
  options: FilterOptions,
): Eligible {
  const exclusions: Exclusion[] = []
  let nodes: readonly NodeSnapshot[] = pool
  for (const { name, against } of filters) {
    const objection = against(request, pool, options)
    if (objection === undefined) continue
    nodes = nodes.filter((node) => {
      const reason = objection(node)
      if (reason !== undefined) exclusions.push({ node, filter: name, reason })
      return reason === undefined
    })
  }
  return { nodes, exclusions }
}
