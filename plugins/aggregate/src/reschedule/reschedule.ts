import type { Answer } from 'libswarm-core'
import { havingName, renew } from '../names/containers.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { askForRivals } from '../place/rivals.js'
import { successorsOf } from './copies.js'
import { createCopy, finishCopy, giveUp, startCopy, type CopyParts, type Created } from './create-copy.js'
import { whyFixed } from './fixed.js'
import type { Labelled } from './labels.js'
import type { Leadership } from './leadership.js'
import type { Asked } from './move.js'

type Inspected = Answer<'ContainerInspect'>

/** What rescheduling needs. */
export interface RescheduleParts extends CopyParts {
  readonly leadership: Leadership
}

/**
 * Creates a container of a node that is down elsewhere, and starts it; undefined where somebody has done so already. One that
 * an earlier leader has created and not started is connected to its networks, and started. Rejects with the reason where that
 * is not possible; what was created is removed then. It never runs twice: the leader is confirmed, and the other nodes are
 * asked, before the creation and again before the start.
 *
 * @param asked told of each node that is asked to create or to start a copy
 */
export async function reschedule(
  parts: RescheduleParts,
  container: Inspected,
  { signal, asked }: { readonly signal: AbortSignal; readonly asked: Asked },
): Promise<Created | undefined> {
  const { pool } = parts
  const fixed = whyFixed(container)
  if (fixed !== undefined) throw pool.fail('Conflict', fixed)
  const labelled = labelledOf(container)
  const [there] = await successorsOf(pool, labelled)
  if (there !== undefined) {
    if (there.container.State !== 'created') return undefined
    const created = { node: there.node, id: there.container.Id ?? '' }
    asked(there.node)
    await finishCopy(pool, created, container)
    await startAlone(parts, created, container)
    return created
  }
  await refuseTakenName(pool, container)
  const created = await createCopy(parts, container, signal, async (node) => {
    if ((await successorsOf(pool, labelled)).length > 0) throw pool.fail('Conflict', 'another swarmd has created it')
    await confirm(parts)
    asked(node)
  })
  try {
    await startAlone(parts, created, container)
  } catch (thrown) {
    return giveUp(pool, created, thrown)
  }
  return created
}

/** Starts a copy where it is the only one, and has a name of its own, and this swarmd is still leader. */
async function startAlone(parts: RescheduleParts, created: Created, former: Inspected): Promise<void> {
  const copies = await successorsOf(parts.pool, labelledOf(former))
  const others = copies.filter(({ container }) => container.Id !== created.id)
  if (others.length > 0) {
    throw parts.pool.fail(
      'Conflict',
      `another one was created on the node "${others[0]!.node.name}" at the same moment`,
    )
  }
  await refuseRivals(parts.pool, created, former)
  await confirm(parts)
  await startCopy(parts.pool, created)
}

async function confirm({ pool, leadership }: RescheduleParts): Promise<void> {
  if (!(await leadership.guard())) throw pool.fail('Unavailable', 'this swarmd is leader no more')
}

/** A client's container that was given the name at the same moment, by whichever swarmd, keeps it. */
async function refuseRivals(pool: Pool, { node, id }: Created, former: Inspected): Promise<void> {
  const { rival } = await askForRivals(pool, { node, id, name: nameOf(former) }, 0)
  if (rival === undefined) return
  await rival.node.view.renew(rival.id)
  throw takenOn(pool, rival.node)
}

async function refuseTakenName(pool: Pool, former: Inspected): Promise<void> {
  const name = nameOf(former)
  await renew(havingName(pool, name))
  const by = havingName(pool, name).find(({ node }) => node.state === 'healthy')
  if (by !== undefined) throw takenOn(pool, by.node)
}

const takenOn = (pool: Pool, { name }: Node) =>
  pool.fail('Conflict', `the node "${name}" has another container of its name`)

const labelledOf = ({ Id = '', Config }: Inspected): Labelled => ({ Id, Labels: Config?.Labels ?? {} })

const nameOf = ({ Name = '' }: Inspected): string => Name.replace(/^\//, '')
