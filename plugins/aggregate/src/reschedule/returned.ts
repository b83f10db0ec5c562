import type { JobInit } from 'libswarm-core'
import { askDone } from '../nodes/ask.js'
import { namesOf } from '../nodes/containers-view.js'
import type { Pool } from '../nodes/pool.js'
import { removeCopy } from './create-copy.js'
import { formerName, isSibling, sentenceOf, type Former, type Placed } from './former.js'
import type { Leadership } from './leadership.js'

/** As `setAside`; of two copies of one container, one that has never run is removed. */
export async function settle(pool: Pool, leadership: Leadership, former: Former): Promise<string | undefined> {
  if (!isSibling(former) || !(await neverRan(former))) return setAside(pool, leadership, former)
  if ((await inspect(former.successor)) === undefined) return undefined
  await removeLeftover(pool, leadership, former)
  return undefined
}

const inspect = ({ node, container }: Placed) =>
  node.find({ operation: 'ContainerInspect', path: { id: container.Id ?? '' } })

/** Whether a container was created and not started, as its engine tells. */
export const neverRan = async (placed: Placed): Promise<boolean> => (await inspect(placed))?.State?.Status === 'created'

/** Removes a copy that has never run. */
export async function removeLeftover(
  pool: Pool,
  leadership: Leadership,
  { node, container: { Id: id = '' } }: Placed,
): Promise<void> {
  await guard(pool, leadership)
  await removeCopy(pool, { node, id })
  await node.view.renew(id)
  pool.log.info(`a copy that a move has left on the node "${node.name}" is removed`)
}

async function guard(pool: Pool, leadership: Leadership): Promise<void> {
  if (!(await leadership.guard())) throw pool.fail('Unavailable', 'this swarmd is leader no more')
}

/**
 * Has a container that has come back with its node leave its name to its successor, and stop where that runs; nothing is removed.
 * Its restart policy is set to `no`: its engine would start it again. Does nothing where this swarmd is not leader, and where the
 * successor has never run: it is left over, and the name is not its own. Returns what is to be told of it.
 */
export async function setAside(pool: Pool, leadership: Leadership, former: Former): Promise<string | undefined> {
  const { node, container, successor } = former
  const id = container.Id ?? ''
  const now = await inspect(successor)
  if (now?.State?.Status === 'created' && container.State !== 'created') return undefined
  const act = async (job: JobInit) => {
    await guard(pool, leadership)
    await askDone(node, job, pool.times.changeLimit, pool.fail)
  }
  const [name = ''] = namesOf(container)
  const path = { id }
  if (namesOf(successor.container).includes(name)) {
    await act({ operation: 'ContainerRename', path, query: { name: formerName(name, node, id) } })
  }
  if (container.State === 'running' && now?.State?.Running === true) {
    await act({ operation: 'ContainerUpdate', path, body: { RestartPolicy: { Name: 'no' } } })
    await act({ operation: 'ContainerStop', path })
  }
  await node.view.renew(id)
  return sentenceOf({ ...former, container: node.view.containers.get(id) ?? container })
}
