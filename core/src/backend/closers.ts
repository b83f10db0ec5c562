import { describeError } from '../errors.js'
import type { Logger } from '../engine/log.js'

/** Ends something; what it throws is logged. */
export type Closer = () => void | Promise<void>

/** What has to be ended with a backend: the last registered first, each once, whatever another does. */
export class Closers {
  readonly #closers = new Set<Closer>()
  readonly #log: Logger
  #closed = false

  constructor(log: Logger) {
    this.#log = log
  }

  /** Registers a closer; one that comes after the end runs at once. Returns what forgets it. */
  add(closer: Closer): () => void {
    // Its own function, so that registering one twice runs it twice.
    const own = () => closer()
    if (this.#closed) void this.#run(own)
    else this.#closers.add(own)
    return () => void this.#closers.delete(own)
  }

  /** Runs them. */
  async close(): Promise<void> {
    this.#closed = true
    const closers = [...this.#closers].reverse()
    this.#closers.clear()
    for (const closer of closers) await this.#run(closer)
  }

  async #run(closer: Closer): Promise<void> {
    try {
      await closer()
    } catch (thrown) {
      this.#log.error(`a closer failed: ${describeError(thrown)}`)
    }
  }
}
