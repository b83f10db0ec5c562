import type { Job, Reply } from 'libswarm-core'
import { momentOn } from '../merge/engine-moments.js'
import { findContainer } from '../names/containers.js'
import type { Pool } from '../nodes/pool.js'
import { runOnFound, withId } from './container.js'

/** Answers `ContainerLogs`. `since` and `until` are moments of this machine's clock, which an engine need not share. */
export async function containerLogs(pool: Pool, job: Job<'ContainerLogs'>): Promise<Reply> {
  const found = await findContainer(pool, job.path.id)
  const search = new URLSearchParams(job.search)
  for (const bound of ['since', 'until']) {
    const text = search.get(bound)
    if (text !== null) search.set(bound, momentOn(found.node, text))
  }
  const isOff = found.node.clock.offset !== 0
  const asked = isOff ? job.with({ search: search.toString() }) : job
  return runOnFound(found, (id) => withId(asked, id))
}
