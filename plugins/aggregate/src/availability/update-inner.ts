import type { Job, Reply, ReplyInit } from 'libswarm-core'
import type { InnerNode } from '../here/inner-nodes.js'
import { toReplyOf } from '../owner/rewritten.js'
import type { Drained } from '../reschedule/drains.js'

/** Answers `NodeUpdate` for a node of a pool within this one: that pool does it, by the names that it knows. */
export async function updateInner({ outer, asked }: InnerNode, job: Job<'NodeUpdate'>): Promise<Reply | ReplyInit> {
  const way = `${outer.name}/`
  const { body = {} } = job
  const { Name } = body
  const told = Name?.startsWith(way) === true ? { ...body, Name: Name.slice(way.length) } : body
  const reply = await outer.run(job.with({ path: { id: asked }, body: told }))
  if (reply.status !== 200) return reply
  const text = Buffer.from(await reply.bytes()).toString()
  if (text.trim() === '') return toReplyOf(reply, text)
  const drained = JSON.parse(text) as Drained
  const Moved = drained.Moved.map((moved) => ({ ...moved, Node: `${way}${moved.Node}` }))
  return toReplyOf(reply, `${JSON.stringify({ ...drained, Moved })}\n`)
}
