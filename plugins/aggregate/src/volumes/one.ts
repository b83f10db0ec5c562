import type { Answer, Job, Reply, ReplyInit } from 'libswarm-core'
import { findLocal, searchLocal } from '../local/find.js'
import { inspectedReply } from '../local/inspect.js'
import type { NodeDescription } from '../merge/ports.js'
import { notFound } from '../names/not-found.js'
import type { Pool } from '../nodes/pool.js'
import { volumes } from './kind.js'

/** Answers `VolumeInspect` as the engine does, and tells the node. */
export async function inspectVolume(pool: Pool, job: Job<'VolumeInspect'>): Promise<Reply | ReplyInit> {
  const found = await findLocal(pool, volumes, job.path.name)
  const reply = await found.node.run(job.with({ path: { name: found.name } }))
  return inspectedReply(pool, volumes, found, reply, statusOf)
}

/** The status with the node's name: what `docker` shows of a volume has no other place for it. */
const statusOf = (inspected: object, { Name }: NodeDescription) => ({
  Status: { ...(inspected as Answer<'VolumeInspect'>).Status, node: Name },
})

/** Answers `VolumeDelete`; by `force`, also for a volume that no node has. */
export async function deleteVolume(pool: Pool, job: Job<'VolumeDelete'>): Promise<Reply | ReplyInit> {
  const { found, silent } = await searchLocal(pool, volumes, job.path.name)
  if (found === undefined) {
    if (job.query.force === true && silent.length === 0) return { status: 204 }
    throw notFound(pool, volumes.missing(job.path.name), silent)
  }
  try {
    return await found.node.run(job.with({ path: { name: found.name } }))
  } finally {
    volumes.stale(found.node)
  }
}
