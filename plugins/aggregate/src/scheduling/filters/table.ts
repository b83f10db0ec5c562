import type { Fail } from '../fail.js'
import { affinity } from './affinity.js'
import { availability } from './availability.js'
import { constraint } from './constraint.js'
import { dependency } from './dependency.js'
import type { Filter } from './filter.js'
import { health } from './health.js'
import { network } from './network.js'
import { port } from './port.js'
import { resources } from './resources.js'
import { containerslots } from './slots.js'
import { volume } from './volume.js'
import { whitelist } from './whitelist.js'

/**
 * All filters, in the order that they are asked in: first whether a node is there, then whether it is one that is meant,
 * then whether it has room. What a node is excluded for is what the first of them says.
 */
export const allFilters: readonly Filter[] = [
  health,
  availability,
  whitelist,
  constraint,
  dependency,
  volume,
  network,
  affinity,
  port,
  containerslots,
  resources,
]

/** The filters of these names, in this order; all where none is named. Throws `InvalidParameter` for a name that is none. */
export function readFilters(names: readonly string[], fail: Fail): readonly Filter[] {
  const known = allFilters.map(({ name }) => name).join(', ')
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw fail('InvalidParameter', `the filter ${twice} is named twice`)
  if (names.length === 0) return allFilters
  return names.map((wanted) => {
    const found = allFilters.find(({ name }) => name === wanted)
    if (found !== undefined) return found
    throw fail('InvalidParameter', `there is no filter ${JSON.stringify(wanted)}; there are ${known}`)
  })
}
