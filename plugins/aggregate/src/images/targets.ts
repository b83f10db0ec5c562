import type { Job, OperationName } from 'libswarm-core'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { Placer } from '../place/placer.js'
import { readPlacing } from '../scheduling/request/read-request.js'
import type { Request } from '../scheduling/request/request.js'
import { requireAll } from './everywhere.js'

/** The nodes that something is to be done on, and those that are meant as well but are down, or have not answered yet. */
export interface Targets {
  readonly nodes: readonly Node[]
  readonly down: readonly Node[]
}

/** Why one of those is not asked. */
export const whyNotAsked = ({ state, reason = '' }: Node): string =>
  state === 'pending' ? 'it has not answered yet' : `it is down: ${reason}`

/**
 * The header by which a client says which nodes images are brought to, each a constraint as those of containers:
 * `X-Swarmd-Constraint: disk==ssd`. `docker` sends it where its configuration has it in `HttpHeaders`.
 */
const field = 'x-swarmd-constraint'

/**
 * The nodes that an image is brought to: all that take containers, or those of them that the constraints of the client say.
 * Rejects with `Unavailable` where there is none.
 */
export async function targetsOf(pool: Pool, placer: Placer, job: Job): Promise<Targets> {
  const texts = constraintsOf(job)
  const meant = texts.length === 0 ? activeOf(pool) : await placer.meant(requestOf(pool, job))
  const nodes = meant.filter(({ state }) => state === 'healthy')
  const down = meant.filter(({ state }) => state === 'down' || state === 'pending')
  requireAll(pool, down)
  if (nodes.length > 0) return { nodes, down }
  const which = texts.length === 0 ? '' : ` that is as the constraint says: ${texts.join(', ')}`
  throw pool.fail('Unavailable', `No healthy node available in the pool${which}`)
}

/** What a client says of the nodes, as expressions. */
export const constraintsOf = ({ headers }: Job): readonly string[] =>
  headers.filter(([name]) => name.toLowerCase() === field).map(([, value]) => value.trim())

/** The job without that: it was for this pool. */
export function withoutConstraints<O extends OperationName>(job: Job<O>): Job<O> {
  if (constraintsOf(job).length === 0) return job
  return job.with({ headers: job.headers.filter(([name]) => name.toLowerCase() !== field) })
}

const activeOf = (pool: Pool): readonly Node[] => pool.all().filter(({ availability }) => availability === 'active')

/** The same as a request to the scheduler. Throws `InvalidParameter` for what is no expression. */
export const requestOf = (pool: Pool, job: Job): Request =>
  readPlacing(
    constraintsOf(job).map((text) => `constraint:${text}`),
    pool.fail,
  ).request
