import type { Job, Reply } from 'libswarm-core'
import { findContainer, split } from '../names/containers.js'
import { qualified } from '../names/found.js'
import type { Pool } from '../nodes/pool.js'
import type { Names } from '../place/names.js'

/**
 * Answers `ContainerRename`: the new name must be no other container's of any node. It may be written as `node/name`; rejects
 * with `InvalidParameter` where that is another node.
 */
export async function renameContainer(pool: Pool, names: Names, job: Job<'ContainerRename'>): Promise<Reply> {
  const found = await findContainer(pool, job.path.id)
  const { node, id } = found
  const [on, name] = split(pool, (job.query.name ?? '').replace(/^\//, ''))
  if (on !== undefined && on !== node) {
    const sentence = `${qualified(found)} cannot be renamed to be on the node "${on.name}": a container stays on its node`
    throw pool.fail('InvalidParameter', `${sentence}; write a name, or ${node.name}/${name}`)
  }
  // What the engine itself refuses, it says.
  const isOwn = name === '' || node.view.containers.named(name) === id
  const release = isOwn ? () => undefined : names.take(name)
  try {
    const reply = await node.run(job.with({ path: { id }, ...(on === undefined ? {} : { query: { name } }) }))
    node.view.changed(id)
    await node.view.settled()
    return reply
  } finally {
    release()
  }
}
