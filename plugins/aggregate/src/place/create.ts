import type { Job, Reply } from 'libswarm-core'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { toReplyOf } from '../owner/rewritten.js'
import type { ReplyInit } from 'libswarm-core'

/** Names that are about to be taken by containers that are being created. */
export class Names {
  readonly #pool: Pool
  readonly #taken = new Set<string>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Takes a name until it is released. Throws `Conflict`, in dockerd's words, where a container of any node has it. */
  take(name: string): () => void {
    const owner = this.#pool
      .all()
      .find(({ state, view }) => state !== 'duplicate' && view.containers.named(name) !== undefined)
    const id = owner?.view.containers.named(name)
    if (owner !== undefined || this.#taken.has(name)) {
      const by =
        owner === undefined ? 'a container that is being created' : `container "${id}" of the node "${owner.name}"`
      const advice = 'You have to remove (or rename) that container to be able to reuse that name.'
      throw this.#pool.fail('Conflict', `Conflict. The container name "/${name}" is already in use by ${by}. ${advice}`)
    }
    this.#taken.add(name)
    return () => void this.#taken.delete(name)
  }
}

/** Answers `ContainerCreate` on the node that a scheduler chooses. */
export async function createContainer(
  pool: Pool,
  names: Names,
  choose: (job: Job<'ContainerCreate'>) => Promise<readonly Node[]>,
  job: Job<'ContainerCreate'>,
): Promise<Reply | ReplyInit> {
  const { name } = job.query
  const release = name === undefined ? () => undefined : names.take(name.replace(/^\//, ''))
  try {
    const [node] = await choose(job)
    if (node === undefined) throw pool.fail('Unavailable', 'No healthy node available in the pool')
    const reply = await node.run(job)
    if (reply.status !== 201) return reply
    const bytes = await reply.bytes()
    const { Id } = JSON.parse(Buffer.from(bytes).toString()) as { readonly Id?: string }
    if (Id !== undefined) node.view.changed(Id)
    await node.view.settled()
    return toReplyOf(reply, bytes)
  } finally {
    release()
  }
}
