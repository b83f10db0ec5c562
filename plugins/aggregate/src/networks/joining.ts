import type { Job, Reply } from 'libswarm-core'
import { searchLocal, searchOn } from '../local/find.js'
import { learn } from '../local/kind.js'
import { findContainer, split } from '../names/containers.js'
import { qualified, type Found } from '../names/found.js'
import { notFound } from '../names/not-found.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { kindOf } from '../nodes/failure.js'
import { endpointBody } from '../scheduling/request/engine-body.js'
import { isFields, textOf, valueOf, withValue, type Fields } from '../scheduling/request/fields.js'
import { addressOf, networks } from './kind.js'

type JoiningJob = Job<'NetworkConnect'> | Job<'NetworkDisconnect'>

/**
 * Answers `NetworkConnect` and `NetworkDisconnect`. The container says which node is meant: of networks of one name, its
 * node's own. Rejects with `Conflict` where the network is another node's.
 */
export async function joinOrLeave(pool: Pool, job: JoiningJob): Promise<Reply> {
  const fields: Fields = isFields(job.body) ? job.body : {}
  const container = await containerOf(pool, fields)
  const network = await networkFor(pool, job.path.id, container)
  const body = container === undefined ? fields : endpointBody(withValue(fields, 'Container', () => container.id))
  const changes = body === fields ? {} : { body: body as { Container: string } }
  try {
    return await network.node.run(
      (job as Job<'NetworkDisconnect'>).with({ path: { id: addressOf(network) }, ...changes }),
    )
  } finally {
    // There is no event of one that does not run.
    if (container !== undefined) network.node.view.changed(container.id)
  }
}

/** The container; undefined where the engine is to say what is wrong, or `Force` is for one that is gone. */
async function containerOf(pool: Pool, fields: Fields): Promise<Found | undefined> {
  const asked = textOf(fields, 'Container')
  if (asked === '') return undefined
  try {
    return await findContainer(pool, asked)
  } catch (thrown) {
    if (kindOf(thrown) === 'NotFound' && valueOf(fields, 'Force') === true) return undefined
    throw thrown
  }
}

async function networkFor(pool: Pool, asked: string, container: Found | undefined): Promise<Found> {
  const [own, rest] = split(pool, asked)
  const here =
    container === undefined ? undefined : await onNodeOf(pool, container.node, own, own === undefined ? asked : rest)
  if (here !== undefined) return here
  if (container !== undefined) await refuseOthers(pool, asked, container)
  const { found, silent } = await searchLocal(pool, networks, asked)
  if (found === undefined) throw notFound(pool, networks.missing(asked), silent)
  if (container !== undefined) throw notTogether(pool, container, asked, [found.node])
  return found
}

async function onNodeOf(pool: Pool, node: Node, own: Node | undefined, name: string): Promise<Found | undefined> {
  return own === undefined || own === node ? searchOn(pool, networks, node, name) : undefined
}

/** Throws `Conflict` where several other nodes have the network: none of them would do. */
async function refuseOthers(pool: Pool, asked: string, container: Found): Promise<void> {
  const { lists } = await learn(networks, pool.all())
  const owners = [...lists].filter(([, list]) => list.some(({ name }) => name === asked)).map(([node]) => node)
  if (owners.length > 0) throw notTogether(pool, container, asked, owners)
}

function notTogether(pool: Pool, container: Found, network: string, owners: readonly Node[]): Error {
  const nodes = owners.map(({ name }) => `"${name}"`).join(', ')
  const where = `the container ${qualified(container)} is on the node "${container.node.name}"`
  return pool.fail(
    'Conflict',
    `${where}, and the network ${network} on the node ${nodes}: a network is of one node, and so are its containers`,
  )
}
