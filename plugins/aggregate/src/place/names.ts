import type { Pool } from '../nodes/pool.js'

/** Names that are about to be taken by containers that are being created or renamed. */
export class Names {
  readonly #pool: Pool
  readonly #taken = new Set<string>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * Takes a name until what is returned is called. Throws `Conflict`, in dockerd's words, where a container of any node has
   * it, or is about to.
   */
  take(name: string): () => void {
    const by = this.#owner(name)
    if (by !== undefined) {
      const advice = 'You have to remove (or rename) that container to be able to reuse that name.'
      throw this.#pool.fail('Conflict', `Conflict. The container name "/${name}" is already in use by ${by}. ${advice}`)
    }
    this.#taken.add(name)
    return () => void this.#taken.delete(name)
  }

  #owner(name: string): string | undefined {
    for (const { name: node, state, view } of this.#pool.all()) {
      const id = state === 'duplicate' ? undefined : view.containers.named(name)
      if (id !== undefined) return `container "${id}" of the node "${node}"`
    }
    return this.#taken.has(name) ? 'a container that is being created' : undefined
  }
}
