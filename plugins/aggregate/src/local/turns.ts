/** Lets things that have a key in common happen one after another. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  /** How many keys have something that happens or waits. */
  get size(): number {
    return this.#last.size
  }

  /** Runs something once all that came before with the key has ended; settles as that does. */
  async take<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key)
    const running = before === undefined ? run() : before.then(run)
    const ended = running.then(
      () => undefined,
      () => undefined,
    )
    this.#last.set(key, ended)
    try {
      return await running
    } finally {
      if (this.#last.get(key) === ended) this.#last.delete(key)
    }
  }
}
