import type { Fail } from './fail.js'
import { readFilters } from './filters/table.js'
import type { ScheduleOptions } from './schedule.js'
import { readStrategy } from './strategies/table.js'

/** How a pool places containers, as it is written. */
export interface WrittenOptions {
  /** `spread` where nothing is said. */
  readonly strategy?: string
  /** All, in their order, where nothing is said. */
  readonly filter?: readonly string[]
  /** Classic Swarm's 0.05 where nothing is said. */
  readonly overcommit?: number
}

const defaultOvercommit = 0.05
const mostOvercommit = 100

/**
 * Reads how a pool places containers. Rejects with `InvalidParameter` for what is none of the strategies, filters and
 * amounts that there are.
 *
 * @param folder the one that the path of a strategy's module begins at
 */
export async function readOptions(written: WrittenOptions, folder: string, fail: Fail): Promise<ScheduleOptions> {
  const { strategy = 'spread', filter = [], overcommit = defaultOvercommit } = written
  if (!(overcommit > -1 && overcommit <= mostOvercommit)) {
    const sentence = `invalid overcommit ${overcommit}: it is a number above -1, such as 0.05 for 5 % more than there is`
    throw fail('InvalidParameter', `${sentence}, and at most ${mostOvercommit}`)
  }
  return { filters: readFilters(filter, fail), overcommit, strategy: await readStrategy(strategy, folder, fail) }
}
