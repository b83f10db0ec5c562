import { eligible } from './eligible.js'
import { ambiguousDependency } from './filters/dependency.js'
import type { Filter, FilterOptions } from './filters/filter.js'
import { allExcluded, ambiguous, noneTaken, noNodes } from './refusal.js'
import type { Request } from './request/request.js'
import type { Schedule } from './result.js'
import type { Snapshot } from './snapshot.js'
import type { Strategy } from './strategies/strategy.js'
import { byWishes } from './wishes.js'

/** How a pool places containers. */
export interface ScheduleOptions extends FilterOptions {
  readonly strategy: Strategy
  readonly filters: readonly Filter[]
}

/**
 * Where a container may go: the filters say which nodes come into question, the strategy which is the best, and what the
 * container wishes for (`~`) comes before the strategy. Throws `InvalidParameter` where a regular expression of the
 * request takes too long, and what a strategy of a module throws.
 *
 * @param seed a number that is another one each time, for the order among equals
 */
export function schedule(pool: Snapshot, request: Request, options: ScheduleOptions, seed: number): Schedule {
  const { strategy, filters } = options
  if (pool.length === 0) return noNodes()
  const { nodes, exclusions } = eligible(pool, request, filters, options)
  if (nodes.length === 0) return allExcluded(exclusions)
  const sentence = filters.some(({ name }) => name === 'dependency') ? ambiguousDependency(request, nodes) : undefined
  if (sentence !== undefined) return ambiguous(sentence, exclusions)
  const candidates = byWishes(strategy(nodes, request, seed), request, filters)
  const [best] = candidates
  return best === undefined ? noneTaken(exclusions) : { best, candidates }
}
