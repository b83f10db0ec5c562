/** What goes on inside an engine without a client to end it: timers, and calls that wait for something to happen. */
export class Pending {
  readonly #endings = new Set<() => void>()
  #closed = false

  /** How many there are. */
  get size(): number {
    return this.#endings.size
  }

  /** Keeps what breaks something off, for when the engine closes; returns what forgets it. */
  add(breakOff: () => void): () => void {
    this.#endings.add(breakOff)
    if (this.#closed) queueMicrotask(() => this.close())
    return () => void this.#endings.delete(breakOff)
  }

  /** Breaks off all of them. */
  close(): void {
    this.#closed = true
    for (const breakOff of this.#endings) breakOff()
    this.#endings.clear()
  }
}
