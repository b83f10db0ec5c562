import type { Request } from '../request/request.js'
import type { NodeSnapshot, Snapshot } from '../snapshot.js'

/** Says which nodes do not come into question. It never adds one. */
export interface Filter {
  readonly name: string
  /** What it has against single nodes; undefined where the request asks for nothing that it looks at. */
  readonly against: (request: Request, pool: Snapshot, options: FilterOptions) => Objection | undefined
}

/** What is wrong with a node, for a sentence (`port 80/tcp is taken`); undefined where nothing is. */
export type Objection = (node: NodeSnapshot) => string | undefined

/** What filters have to know besides. */
export interface FilterOptions {
  /** The part of a node's memory and CPUs that is given away once more: 0.05 gives 105 % of them. Above -1. */
  readonly overcommit: number
}

/** The first that any of the checks has against a node; undefined where there are no checks. */
export const firstOf = (checks: readonly Objection[]): Objection | undefined =>
  checks.length === 0
    ? undefined
    : (node) => {
        for (const check of checks) {
          const reason = check(node)
          if (reason !== undefined) return reason
        }
        return undefined
      }
