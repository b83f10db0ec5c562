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
    const wanted = new Map(children.map((child) => [child.name, child]))
    const gone = [...this.#own].filter(([name, text]) => textOf(wanted.get(name)) !== text)
    await Promise.all(gone.map(([name]) => this.#leave(name)))
    const fresh = children.filter(({ name }) => !this.#own.has(name) && this.#isFree(name))
    await Promise.all(fresh.map((child) => this.#join(child)))
  }

  async #leave(name: string): Promise<void> {
    this.#own.delete(name)
    this.#pool.log.info(`the node "${name}" leaves the pool: ${this.#shown} does not list it so any more`)
    await this.#pool.remove(name)
  }

  #isFree(name: string): boolean {
    if (!this.#pool.isTaken(name)) return true
    this.#pool.log.warn(`the node "${name}" of ${this.#shown} does not join: another child has that name`)
    return false
  }

  async #join(child: ChildEntry): Promise<void> {
    this.#own.set(child.name, textOf(child)!)
    try {
      await this.#pool.add([child])
    } catch (thrown) {
      this.#own.delete(child.name)
      this.#pool.log.error(`the node "${child.name}" of ${this.#shown} does not join: ${(thrown as Error).message}`)
    }
  }
}

function textOf(child: ChildEntry | undefined): string | undefined {
  return child === undefined ? undefined : JSON.stringify([child.spec, [...child.labels]])
}
