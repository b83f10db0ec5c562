import type { Job, Reply } from 'libswarm-core'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { notFound } from '../names/not-found.js'
import { findContainer } from '../names/containers.js'
import { readJson } from '../nodes/read-json.js'
import { runOnFound } from './container.js'
import { toReplyOf } from './rewritten.js'

/** How many commands are remembered; one that is forgotten is looked for. */
const mostRemembered = 10_000

/** Which node has a command that was made here, or was found. */
export class Execs {
  readonly #pool: Pool
  readonly #nodes = new Map<string, Node>()

  constructor(pool: Pool) {
    this.#pool = pool
    pool.listen({
      changed: (node) => {
        if (pool.get(node.name) !== node) this.#forgetAllOf(node)
      },
    })
  }

  /** Answers `ContainerExec`. */
  async create(job: Job<'ContainerExec'>): Promise<Reply | ReturnType<typeof toReplyOf>> {
    const found = await findContainer(this.#pool, job.path.id)
    const reply = await runOnFound(found, (id) => job.with({ path: { id } }))
    if (reply.status !== 201) return reply
    const made = await readJson(job.operation, reply, this.#pool.fail)
    if (made.Id !== undefined) this.#remember(made.Id, found.node)
    return toReplyOf(reply, `${JSON.stringify(made)}\n`)
  }

  /** Runs a job on the node of its command. */
  async run(job: Job<'ExecStart'> | Job<'ExecInspect'> | Job<'ExecResize'>): Promise<Reply> {
    const node = await this.#find(job.path.id)
    return node.run(job as Job<'ExecInspect'>)
  }

  async #find(id: string): Promise<Node> {
    const known = this.#nodes.get(id)
    if (known?.state === 'healthy' || known?.state === 'pending') return known
    const nodes = this.#pool.usable()
    const asked = await Promise.allSettled(nodes.map((node) => node.find({ operation: 'ExecInspect', path: { id } })))
    const at = asked.findIndex((result) => result.status === 'fulfilled' && result.value !== undefined)
    const node = nodes[at]
    if (node !== undefined) {
      this.#remember(id, node)
      return node
    }
    // The node itself says why it cannot be asked.
    if (known !== undefined) return known
    const silent = nodes.filter((_node, index) => asked[index]!.status === 'rejected')
    throw notFound(this.#pool, `No such exec instance: ${id}`, [...silent, ...this.#pool.down()])
  }

  #forgetAllOf(left: Node): void {
    for (const [id, node] of this.#nodes) if (node === left) this.#nodes.delete(id)
  }

  #remember(id: string, node: Node): void {
    this.#nodes.set(id, node)
    if (this.#nodes.size > mostRemembered) this.#nodes.delete(this.#nodes.keys().next().value!)
  }
}
