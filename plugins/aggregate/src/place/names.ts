import type { SwarmError } from 'libswarm-core'
import { havingName, renew } from '../names/containers.js'
import { NameOwners } from '../names/owners.js'
import { askDone } from '../nodes/ask.js'
import { namesOf } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/** How many numbers are tried behind a name that is taken. */
const mostNumbers = 1000

/** Names that are about to be taken by containers that are being created or renamed. */
export class Names {
  readonly #pool: Pool
  readonly #taken = new NameOwners()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * Takes a name until what is returned is called. Rejects with `Conflict`, in dockerd's words, where a container of any node
   * has it, or is about to. One that another swarmd has removed or renamed a moment ago is in nobody's way.
   */
  async take(name: string): Promise<() => void> {
    await renew(havingName(this.#pool, name))
    return this.#takeNow(name)
  }

  /** Keeps a name that a container has, and may get back, from others until what is returned is called, once. */
  hold(name: string): () => void {
    this.#taken.add(name)
    return () => this.#taken.remove(name)
  }

  /**
   * Makes the name that an engine has found for a new container the only one of the pool: another engine may have found the
   * same. It gets a number then, as dockerd gives one to a name that it has taken (`pkg/namesgenerator`).
   */
  async makeOwn(node: Node, id: string): Promise<void> {
    const summary = node.view.containers.get(id)
    const [name] = summary === undefined ? [] : namesOf(summary)
    if (name === undefined || this.#pool.owners.of(name) < 2) return
    for (let number = 1; number <= mostNumbers; number++) {
      const other = `${name}${number}`
      if (this.#owner(other) !== undefined) continue
      const release = this.#takeNow(other)
      try {
        await askDone(
          node,
          { operation: 'ContainerRename', path: { id }, query: { name: other } },
          this.#limit,
          this.#pool.fail,
        )
        return await node.view.renew(id)
      } catch (thrown) {
        // It is found as node/name all the same.
        return this.#pool.log.warn(
          `the container ${node.name}/${name} keeps a name of two: ${(thrown as Error).message}`,
        )
      } finally {
        release()
      }
    }
  }

  get #limit(): number {
    return this.#pool.times.answerLimit
  }

  #takeNow(name: string): () => void {
    const by = this.#owner(name)
    if (by !== undefined) throw nameInUse(this.#pool, name, by)
    return this.hold(name)
  }

  #owner(name: string): string | undefined {
    const [owner] = havingName(this.#pool, name)
    if (owner !== undefined) return `container "${owner.id}" of the node "${owner.node.name}"`
    return this.#taken.of(name) > 0 ? 'a container that is being created' : undefined
  }
}

/** That a name is another container's, in dockerd's words. */
export function nameInUse(pool: Pool, name: string, by: string): SwarmError {
  const advice = 'You have to remove (or rename) that container to be able to reuse that name.'
  return pool.fail('Conflict', `Conflict. The container name "/${name}" is already in use by ${by}. ${advice}`)
}
