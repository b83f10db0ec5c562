import type { Job, Reply } from 'libswarm-core'
import type { Pool } from '../nodes/pool.js'

/** Asks the first node that is healthy. Rejects with `Unavailable` where there is none. */
export async function askAny(pool: Pool, job: Job): Promise<Reply> {
  const [node] = [...pool.healthy(), ...pool.usable()]
  if (node === undefined) throw pool.fail('Unavailable', 'No healthy node available in the pool')
  return node.run(job)
}
