import type { Job, Reply, ReplyInit } from 'libswarm-core'
import { findLocal } from '../local/find.js'
import { inspectedReply } from '../local/inspect.js'
import type { Pool } from '../nodes/pool.js'
import { addressOf, networks } from './kind.js'

/** Answers `NetworkInspect` as the engine does, and tells the node. */
export async function inspectNetwork(pool: Pool, job: Job<'NetworkInspect'>): Promise<Reply | ReplyInit> {
  const found = await findLocal(pool, networks, job.path.id)
  const reply = await found.node.run(job.with({ path: { id: addressOf(found) } }))
  return inspectedReply(pool, networks, found, reply)
}

/** Answers `NetworkDelete`. */
export async function deleteNetwork(pool: Pool, job: Job<'NetworkDelete'>): Promise<Reply> {
  const found = await findLocal(pool, networks, job.path.id)
  try {
    return await found.node.run(job.with({ path: { id: addressOf(found) } }))
  } finally {
    networks.stale(found.node)
  }
}
