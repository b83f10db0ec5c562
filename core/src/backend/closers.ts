import { describeError } from '../errors.js'
import type { Logger } from '../engine/log.js'
import { within } from './within.js'

/** Ends something; what it throws is logged. */
export type Closer = () => void | Promise<void>

/** What has to be ended with a backend: the last registered first, each once, whatever another does or fails to do. */
export class Closers {
  readonly #closers = new Set<Closer>()
  readonly #log: Logger
  readonly #limit: number
  #closed = false

  /** @param limit how long each may take before the next one is run, in ms */
  constructor(log: Logger, limit = 5000) {
    this.#log = log
    this.#limit = limit
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
      const ended = await within(this.#limit, Promise.resolve(closer()))
      if (!ended) this.#log.error(`a closer did not end within ${this.#limit / 1000} s`)
    } catch (thrown) {
      this.#log.error(`a closer failed: ${describeError(thrown)}`)
    }
  }
}
