import type { AnyJob, Connection, Job, JobInit, OperationName, Reply, ReplyInit } from 'libswarm-core'
import { findContainer, knownContainer } from '../names/containers.js'
import type { Found } from '../names/found.js'
import { kindOf } from '../nodes/failure.js'
import type { Pool } from '../nodes/pool.js'

/** A job on one container, which names it in its path. */
export type ContainerJob = Extract<AnyJob, { readonly path: { readonly id: string } }>

/**
 * Runs a job on the container that its path names, by the container's full id: what is done is done to the one that was
 * found, whatever its name is by then.
 */
export async function runOnContainer(pool: Pool, job: ContainerJob): Promise<Reply> {
  return runOnFound(await findContainer(pool, job.path.id), (id) => withId(job, id))
}

/** Runs a job on a container that was found. Where its engine does not have it, it is read again. */
export async function runOnFound<O extends OperationName>(
  { node, id }: Found,
  jobOn: (id: string) => JobInit<O>,
): Promise<Reply<O>> {
  try {
    const reply = await node.run(jobOn(id))
    if (reply.status === 404) node.view.changed(id)
    return reply
  } catch (thrown) {
    if (kindOf(thrown) === 'NotFound') node.view.changed(id)
    throw thrown
  }
}

/** Hands the connection of a WebSocket on to the node of the container, where that is known at once. */
export function wireToContainer(pool: Pool, job: AnyJob, connection: Connection): boolean {
  const { path } = job as ContainerJob
  let found: Found | undefined
  try {
    found = knownContainer(pool, path.id)
  } catch {
    // It is ambiguous: the job that runs instead says so.
    return false
  }
  return found?.node.state === 'healthy' && found.node.wire(withId(job as ContainerJob, found.id), connection)
}

/** The same job on another id. */
export function withId<J extends AnyJob>(job: J, id: string): J {
  return (job as Job<OperationName>).with({ path: { id } }) as unknown as J
}

/** A job for the container of a `commit`, which names it in its query. */
export async function commit(pool: Pool, job: Job<'ImageCommit'>): Promise<Reply | ReplyInit> {
  const { container } = job.query
  if (container === undefined) throw pool.fail('InvalidParameter', 'the query names no container to commit')
  const found = await findContainer(pool, container)
  const reply = await runOnFound(found, (id) => job.with({ query: { ...job.query, container: id } }))
  found.node.view.images.stale()
  return reply
}
