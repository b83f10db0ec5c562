import type { JobInit } from 'libswarm-core'
import { askDone } from '../nodes/ask.js'
import { namesOf } from '../nodes/containers-view.js'
import type { Pool } from '../nodes/pool.js'
import { sentenceOf, type Former } from './former.js'
import type { Leadership } from './leadership.js'
import { formerName } from './move.js'

/**
 * Has a container that has come back with its node leave its name to its successor, and stop where that runs; nothing is removed.
 * Its restart policy is set to `no`: its engine would start it again. Does nothing where this swarmd is not leader, and where the
 * successor has never run: it is left over, and the name is not its own.
 */
export async function setAside(pool: Pool, leadership: Leadership, former: Former): Promise<void> {
  const { node, container, successor } = former
  const id = container.Id ?? ''
  const asked = { operation: 'ContainerInspect', path: { id: successor.container.Id ?? '' } } as const
  const now = await successor.node.find(asked)
  if (now?.State?.Status === 'created' && container.State !== 'created') return
  const act = async (job: JobInit) => {
    if (!(await leadership.guard())) throw pool.fail('Unavailable', 'this swarmd is leader no more')
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
  pool.log.warn(sentenceOf({ ...former, container: node.view.containers.get(id) ?? container }))
}
