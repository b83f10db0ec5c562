import type { Job, Reply } from 'libswarm-core'
import { findContainer } from '../names/containers.js'
import type { Pool } from '../nodes/pool.js'
import type { Names } from '../place/names.js'

/** Answers `ContainerRename`: the new name must be no other container's of any node. */
export async function renameContainer(pool: Pool, names: Names, job: Job<'ContainerRename'>): Promise<Reply> {
  const { node, id } = await findContainer(pool, job.path.id)
  const name = (job.query.name ?? '').replace(/^\//, '')
  // What the engine itself refuses, it says.
  const isOwn = name === '' || node.view.containers.named(name) === id
  const release = isOwn ? () => undefined : names.take(name)
  try {
    const reply = await node.run(job.with({ path: { id } }))
    node.view.changed(id)
    await node.view.settled()
    return reply
  } finally {
    release()
  }
}
