import { Readable } from 'node:stream'
import type { Reply } from 'libswarm-core'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

interface Connection {
  readonly kind: string
  readonly node: Node
}

/** The connections of builders that are open. */
export class Connections {
  readonly #pool: Pool
  readonly #open = new Set<Connection>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** The node of the one of a kind that was opened last; undefined where there is none on a healthy node. */
  latest(kind: string): Node | undefined {
    const found = [...this.#open].filter(({ kind: own, node }) => own === kind && this.#isThere(node))
    return found.at(-1)?.node
  }

  /** Opens one, which counts until it is closed. */
  async keep(kind: string, node: Node, open: () => Promise<Reply>): Promise<Reply> {
    const connection = { kind, node }
    const close = () => void this.#open.delete(connection)
    this.#open.add(connection)
    try {
      const reply = await open()
      if (reply.body instanceof Readable && !reply.body.closed) reply.body.once('close', close)
      else close()
      return reply
    } catch (thrown) {
      close()
      throw thrown
    }
  }

  #isThere(node: Node): boolean {
    return this.#pool.get(node.name) === node && node.state === 'healthy'
  }
}
