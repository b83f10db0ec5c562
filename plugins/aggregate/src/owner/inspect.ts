import type { Job, Reply, ReplyInit } from 'libswarm-core'
import { inspectedWithNode } from '../merge/ports.js'
import { findContainer } from '../names/containers.js'
import type { Pool } from '../nodes/pool.js'
import { toReplyOf } from './rewritten.js'

/** Answers `ContainerInspect` as the engine does, and tells the node. */
export async function inspectContainer(pool: Pool, job: Job<'ContainerInspect'>): Promise<Reply | ReplyInit> {
  const { node, id } = await findContainer(pool, job.path.id)
  const reply = await node.run(job.with({ path: { id } }))
  if (reply.status !== 200) return reply
  const container = await reply.json()
  return toReplyOf(reply, `${JSON.stringify(inspectedWithNode(container, node))}\n`)
}
