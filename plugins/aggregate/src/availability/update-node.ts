import type { Body, Job, Reply, ReplyInit } from 'libswarm-core'
import { findNode, indexOf } from '../here/nodes.js'
import type { Turns } from '../local/turns.js'
import { jsonReply } from '../merge/json-reply.js'
import type { Availability } from '../nodes/availability.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { Drains } from '../reschedule/drains.js'
import { setAvailability } from './set.js'
import { updateInner } from './update-inner.js'

/** What updating a node needs. */
export interface UpdateParts {
  readonly pool: Pool
  readonly turns: Turns
  readonly drains: Drains
}

type Spec = Body<'NodeUpdate'>

/**
 * Answers `NodeUpdate`: the availability is all that can be changed, and is kept on the engine of the node. What is drained
 * is answered with what has moved, what stays and why, and what is still to move; `docker` does not look at that.
 */
export async function updateNode(
  { pool, turns, drains }: UpdateParts,
  job: Job<'NodeUpdate'>,
): Promise<Reply | ReplyInit> {
  const index = readIndex(pool, job)
  const node = await findNode(pool, job.path.id)
  if ('told' in node) return updateInner(node, job)
  // What looks at a node first sends the ID that it was told, which is that of another node too then.
  refuseDuplicate(pool, pool.get(job.body?.Name ?? '') ?? node)
  const wanted = readAvailability(pool, node, job.body ?? {})
  if (index !== indexOf[node.availability]) {
    throw pool.fail('Conflict', `update out of sequence: the node "${node.name}" has changed meanwhile`)
  }
  await setAvailability(pool, turns, node, wanted)
  pool.log.info(`the node "${node.name}" is set to ${wanted}`)
  if (wanted !== 'drain') return { status: 200 }
  return jsonReply(await drains.drain(node))
}

function refuseDuplicate(pool: Pool, { name, state, reason }: Node): void {
  if (state === 'duplicate') throw pool.fail('Conflict', `the node "${name}" is ${state}: ${reason}`)
}

function readIndex(pool: Pool, job: Job<'NodeUpdate'>): number {
  const { version } = job.query
  // In the words of moby's `updateNode` (`cluster_routes.go`).
  if (version === undefined) throw pool.fail('InvalidParameter', "invalid node version '': it is missing")
  return version
}

function readAvailability(pool: Pool, node: Node, { Name, Labels, Role, Availability }: Spec): Availability {
  const refuse = (what: string, instead: string) =>
    pool.fail('NotImplemented', `${what} of the node "${node.name}" cannot be changed here: ${instead}`)
  const isSame = Labels === undefined || Labels === null || areEqual(Labels, Object.fromEntries(node.labels))
  if (!isSame) throw refuse('the labels', 'they are those of its engine and of its child, written where these are')
  if (Role !== undefined && Role !== 'worker') throw refuse('the role', 'every node of a pool is a worker')
  if (Name !== undefined && Name !== '' && Name !== node.name) throw refuse('the name', 'its child is written with it')
  if (isAvailability(Availability)) return Availability
  const shown = JSON.stringify(Availability ?? '')
  throw pool.fail('InvalidParameter', `invalid Availability: ${shown}: write "active", "pause" or "drain"`)
}

const isAvailability = (text: unknown): text is Availability => typeof text === 'string' && Object.hasOwn(indexOf, text)

function areEqual(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
}
