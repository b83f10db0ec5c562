import type { Job, Reply, ReplyInit } from 'libswarm-core'
import { createLocal, type CreateParts, type Creating } from '../local/create.js'
import { oneOf } from '../names/one.js'
import { withOwnLabels } from '../nested/answers.js'
import { toReplyOf } from '../owner/rewritten.js'
import { parseReference } from '../scheduling/request/references.js'
import { volumes } from './kind.js'

/**
 * A volume that is there already is what creating it answers, as with dockerd; the engine that has it says so, or that it
 * has another driver. One that two nodes have is refused.
 */
const creating: Creating = {
  ...volumes,
  taken: (pool, name, owners) => oneOf(pool, name, owners, volumes.plural)?.node,
  // A container that names it, too, may be on its way to a node.
  asks: (name) => (name === '' ? {} : { volumes: [parseReference(name, '--volume')] }),
  body: (fields) => fields,
}

/** Answers `VolumeCreate`, on one node. */
export async function createVolume(parts: CreateParts, job: Job<'VolumeCreate'>): Promise<Reply | ReplyInit> {
  const { node, reply, name } = await createLocal(parts, creating, job)
  const isQualified = name.includes('/')
  if (reply.status !== 201 || !(isQualified || node.isPool)) return reply
  const answered = (await reply.json()) as object
  const volume = node.isPool ? withOwnLabels(answered) : answered
  return toReplyOf(reply, `${JSON.stringify({ ...volume, ...(isQualified ? { Name: name } : {}) })}\n`)
}
