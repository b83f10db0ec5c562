import type { Pool } from '../nodes/pool.js'
import type { Node } from '../nodes/node.js'
import type { Placer } from '../place/placer.js'
import type { Expression } from '../scheduling/expressions/expression.js'
import { readRequest } from '../scheduling/request/read-request.js'
import type { Fields } from '../scheduling/request/fields.js'
import type { Request } from '../scheduling/request/request.js'
import { nodesOfProject } from './project.js'

/** A node that was chosen. What is created counts there until `done`: a container that names the same volume goes there, too. */
export interface Chosen {
  readonly node: Node
  readonly done: () => void
}

/**
 * Chooses the node of a network or a volume, by the expressions among its labels. What is of a project of Compose goes where
 * the project has something already, if that may be: its containers need all of it on one node.
 *
 * @param besides what else it asks of its node
 */
export async function placeLocal(
  pool: Pool,
  placer: Placer,
  labels: Fields,
  project: string | undefined,
  besides: Partial<Request>,
): Promise<Chosen> {
  const { request } = readRequest({ Labels: labels }, undefined, pool.fail)
  const wishes = project === undefined ? [] : (await nodesOfProject(pool, project)).map(wishFor)
  const whole = { ...request, ...besides, constraints: [...request.constraints, ...wishes] }
  const { node, placement } = await placer.place(whole, new Map())
  return { node, done: () => placement.failed() }
}

/** The wish for one node. */
function wishFor({ name }: Node): Expression {
  return { text: `node==~${name}`, key: 'node', operator: '==', soft: true, matches: (value) => value === name }
}
