import type { Job, Reply, ReplyInit } from 'libswarm-core'
import { findContainer, nameOn } from '../names/containers.js'
import { qualified, type Found } from '../names/found.js'
import { splitNew } from '../names/new-name.js'
import { askDone } from '../nodes/ask.js'
import type { Pool } from '../nodes/pool.js'
import { keepName } from '../place/keep-name.js'
import type { Names } from '../place/names.js'
import { withHeaders } from './rewritten.js'

/**
 * Answers `ContainerRename`: the new name must be no other container's of any node. It may be written as `node/name`; rejects
 * with `InvalidParameter` where that is another node, or none.
 */
export async function renameContainer(
  pool: Pool,
  names: Names,
  job: Job<'ContainerRename'>,
): Promise<Reply | ReplyInit> {
  const found = await findContainer(pool, job.path.id)
  const { node, id } = found
  const [on, name] = splitNew(pool, (job.query.name ?? '').replace(/^\//, ''))
  if (on !== undefined && on !== node) {
    const sentence = `${qualified(found)} cannot be renamed to be on the node "${on.name}": a container stays on its node`
    throw pool.fail('InvalidParameter', `${sentence}; write a name, or ${node.name}/${name}`)
  }
  // What the engine itself refuses, it says.
  const wanted = nameOn(node, name)
  const isOwn = wanted === '' || node.view.containers.called(wanted).includes(id)
  const releases = isOwn ? [] : [await names.take(wanted), names.hold(nameOn(node, found.name))]
  try {
    const reply = await node.run(job.with({ path: { id }, ...(on === undefined ? {} : { query: { name } }) }))
    await node.view.renew(id)
    if (isOwn || reply.status >= 300) return reply
    return withHeaders(reply, await keepName(pool, { node, id, name: wanted }, () => renameBack(pool, found)))
  } finally {
    for (const release of releases) release()
  }
}

/** Gives a container the name that it had. */
async function renameBack(pool: Pool, { node, id, name }: Found): Promise<void> {
  try {
    const job = { operation: 'ContainerRename', path: { id }, query: { name } } as const
    await askDone(node, job, pool.times.changeLimit, pool.fail)
  } finally {
    await node.view.renew(id)
  }
}
