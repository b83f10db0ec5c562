import type { ChildEntry } from './source.js'
import type { Pool } from '../nodes/pool.js'

/**
 * Keeps the pool as one source of children says. Those of other sources, and of the arguments, stay: a name that one of
 * them has is not taken again.
 */
export class Joining {
  readonly #pool: Pool
  readonly #shown: string
  readonly #own = new Map<string, string>()
  #working: Promise<void> = Promise.resolve()

  /** @param shown the source, for the log */
  constructor(pool: Pool, shown: string) {
    this.#pool = pool
    this.#shown = shown
  }

  /** Lets children join and leave. Resolves when it is so; what is told meanwhile follows. */
  changed(children: readonly ChildEntry[]): Promise<void> {
    this.#working = this.#working.then(() => this.#apply(children))
    return this.#working
  }

  async #apply(children: readonly ChildEntry[]): Promise<void> {
    const wanted = new Set(children.map(({ name }) => name))
    const gone = [...this.#own.keys()].filter((name) => !wanted.has(name))
    await Promise.all(gone.map((name) => this.#leave(name)))
    const known = children.filter(({ name }) => this.#own.has(name))
    const fresh = children.filter(({ name }) => !this.#own.has(name) && this.#isFree(name))
    const other = known.filter((child) => this.#own.get(child.name) !== textOf(child))
    await Promise.all([...other.map((child) => this.#replace(child)), ...fresh.map((child) => this.#join(child))])
  }

  async #leave(name: string): Promise<void> {
    this.#own.delete(name)
    this.#pool.log.info(`the node "${name}" leaves the pool: ${this.#shown} does not list it any more`)
    try {
      await this.#pool.remove(name)
    } catch (thrown) {
      this.#pool.log.error(`the node "${name}" has left, and did not end well: ${(thrown as Error).message}`)
    }
  }

  /** What cannot take its place leaves a child as it was, until it is listed otherwise. */
  async #replace(child: ChildEntry): Promise<void> {
    const { name } = child
    try {
      await this.#pool.replace(child)
      this.#own.set(name, textOf(child))
      this.#pool.log.info(`the node "${name}" is now as ${this.#shown} lists it`)
    } catch (thrown) {
      const { message } = thrown as Error
      this.#pool.log.error(`the node "${name}" stays as it was, and not as ${this.#shown} lists it: ${message}`)
    }
  }

  #isFree(name: string): boolean {
    if (!this.#pool.isTaken(name)) return true
    this.#pool.log.warn(`the node "${name}" of ${this.#shown} does not join: another child has that name`)
    return false
  }

  async #join(child: ChildEntry): Promise<void> {
    this.#own.set(child.name, textOf(child))
    try {
      await this.#pool.add([child])
    } catch (thrown) {
      this.#own.delete(child.name)
      this.#pool.log.error(`the node "${child.name}" of ${this.#shown} does not join: ${(thrown as Error).message}`)
    }
  }
}

const textOf = ({ spec, labels }: ChildEntry): string => JSON.stringify([spec, [...labels]])
