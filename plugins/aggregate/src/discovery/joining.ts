import type { ChildEntry } from './source.js'
import type { Pool } from '../nodes/pool.js'

/** How long it takes, in ms, until what could not join is tried again. */
const usualPause = 30_000

/**
 * Keeps the pool as one source of children says. Those of other sources, and of the arguments, stay: a name that one of
 * them has is not taken again until that one leaves. What could not join is tried again from time to time.
 */
export class Joining {
  readonly #pool: Pool
  readonly #shown: string
  readonly #pause: number
  readonly #own = new Map<string, string>()
  /** Why children are not there as they are listed, by their names. */
  readonly #refused = new Map<string, string>()
  readonly #unlisten: () => void
  #last: readonly ChildEntry[] = []
  #working: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  /**
   * @param shown the source, for the log
   * @param pause how long it takes until what could not join is tried again, in ms
   */
  constructor(pool: Pool, shown: string, pause = usualPause) {
    this.#pool = pool
    this.#shown = shown
    this.#pause = pause
    this.#unlisten = pool.listen({
      changed: (node) => {
        // It has left: its name is free.
        if (this.#refused.has(node.name) && pool.get(node.name) !== node) void this.#again()
      },
    })
  }

  /** Lets children join and leave. Resolves when it is so; what is told meanwhile follows. */
  changed(children: readonly ChildEntry[]): Promise<void> {
    this.#last = children
    return this.#again()
  }

  /** Nothing joins or leaves any more. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#unlisten()
  }

  #again(): Promise<void> {
    this.#working = this.#working.then(() => this.#apply(this.#last))
    return this.#working
  }

  async #apply(children: readonly ChildEntry[]): Promise<void> {
    if (this.#closed) return
    clearTimeout(this.#timer)
    const wanted = new Set(children.map(({ name }) => name))
    const gone = [...this.#own.keys()].filter((name) => !wanted.has(name))
    for (const name of this.#refused.keys()) if (!wanted.has(name)) this.#refused.delete(name)
    await Promise.all(gone.map((name) => this.#leave(name)))
    const known = children.filter(({ name }) => this.#own.has(name))
    const fresh = children.filter(({ name }) => !this.#own.has(name) && this.#isFree(name))
    const other = known.filter((child) => this.#own.get(child.name) !== textOf(child))
    await Promise.all([...other.map((child) => this.#replace(child)), ...fresh.map((child) => this.#join(child))])
    this.#tryLater()
  }

  #tryLater(): void {
    clearTimeout(this.#timer)
    if (this.#refused.size > 0 && !this.#closed) this.#timer = setTimeout(() => void this.#again(), this.#pause)
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

  /** What cannot take its place leaves a child as it was. */
  async #replace(child: ChildEntry): Promise<void> {
    const { name } = child
    try {
      await this.#pool.replace(child)
      this.#own.set(name, textOf(child))
      this.#refused.delete(name)
      this.#pool.log.info(`the node "${name}" is now as ${this.#shown} lists it`)
    } catch (thrown) {
      const { message } = thrown as Error
      this.#refuse('error', name, `the node "${name}" stays as it was, and not as ${this.#shown} lists it: ${message}`)
    }
  }

  #isFree(name: string): boolean {
    if (!this.#pool.isTaken(name)) return true
    this.#refuse('warn', name, `the node "${name}" of ${this.#shown} does not join: another child has that name`)
    return false
  }

  async #join(child: ChildEntry): Promise<void> {
    const { name } = child
    this.#own.set(name, textOf(child))
    try {
      await this.#pool.add([child])
      this.#refused.delete(name)
    } catch (thrown) {
      this.#own.delete(name)
      const { message } = thrown as Error
      this.#refuse('error', name, `the node "${name}" of ${this.#shown} does not join: ${message}`)
    }
  }

  /** A child is not there as it is listed, which is told once for as long as the reason is the same. */
  #refuse(level: 'warn' | 'error', name: string, sentence: string): void {
    if (this.#refused.get(name) === sentence) return
    this.#refused.set(name, sentence)
    this.#pool.log[level](sentence)
  }
}

const textOf = ({ spec, labels }: ChildEntry): string => JSON.stringify([spec, [...labels]])
