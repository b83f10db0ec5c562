import type { Job, Reply, ReplyInit } from 'libswarm-core'
import { inspectedWithNode } from '../merge/ports.js'
import { answerOfPool } from '../nested/answers.js'
import { findContainer } from '../names/containers.js'
import { readJson } from '../nodes/read-json.js'
import type { Pool } from '../nodes/pool.js'
import { runOnFound } from './container.js'
import { toReplyOf } from './rewritten.js'

/** Answers `ContainerInspect` as the engine does, and tells the node. */
export async function inspectContainer(pool: Pool, job: Job<'ContainerInspect'>): Promise<Reply | ReplyInit> {
  const found = await findContainer(pool, job.path.id)
  const reply = await runOnFound(found, (id) => job.with({ path: { id } }))
  if (reply.status !== 200) return reply
  const answered = await readJson(job.operation, reply, pool.fail)
  const container = found.node.isPool ? answerOfPool(job.operation, answered) : answered
  return toReplyOf(reply, `${JSON.stringify(inspectedWithNode(container, found.node))}\n`)
}
