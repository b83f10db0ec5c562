import type { Filters } from 'libswarm-core'
import { sentenceOf, type Gathered } from '../merge/gather.js'
import type { Pool } from '../nodes/pool.js'

/** Rejects with `Unavailable` where no node has done what was asked of those that a filter `node` names, or of all. */
export function requireDone(pool: Pool, { parts, silent }: Gathered<unknown>, { node: wanted }: Filters): void {
  if (parts.length > 0) return
  const unmeant = wanted === undefined ? 'the pool has no nodes' : `no node is called ${wanted.join(' or ')}`
  throw pool.fail('Unavailable', silent.length === 0 ? unmeant : silent.map(sentenceOf).join('; '))
}
