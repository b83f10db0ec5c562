import type { Job, ReplyInit } from 'libswarm-core'
import type { Pool } from '../nodes/pool.js'
import { change, onEach, requireAll, warningsOfChanged, warningsOfFailed, warningsOfSilent } from './everywhere.js'
import { findHolders } from './holders.js'

/** Answers `ImageTag`: on every node that has the image. */
export async function tagImage(pool: Pool, job: Job<'ImageTag'>): Promise<ReplyInit> {
  const { found, silent } = await findHolders(pool, job.path.name)
  requireAll(pool, silent)
  const { done, failed } = await onEach(pool, found, async ({ node, name }) => {
    const changed = await change(pool, node, job.with({ path: { name } }), (reply) => reply.bytes())
    node.view.images.stale()
    return changed
  })
  const headers = [...warningsOfChanged(pool, done), ...warningsOfFailed(failed), ...warningsOfSilent(silent)]
  return { status: 201, headers }
}
