import type { AskEngine } from './ask.js'
import type { Few } from './few.js'

/** When a container began to run and when it ended, in ms of its engine's clock; NaN where it is not told. */
export interface Moment {
  readonly started: number
  readonly finished: number
}

/** The moments of the containers of an engine, which no list tells: each is asked for once, in the background. */
export class Moments {
  readonly #ask: AskEngine
  readonly #few: Few
  readonly #known = new Map<string, Moment>()
  readonly #asked = new Map<string, symbol>()

  /** @param few lets only some be asked for at once */
  constructor(ask: AskEngine, few: Few) {
    this.#ask = ask
    this.#few = few
  }

  /** Those of a container; where they are not known, they will be. */
  get(id: string): Moment | undefined {
    const known = this.#known.get(id)
    if (known === undefined && !this.#asked.has(id)) this.#want(id)
    return known
  }

  /** A container may have others now. */
  forget(id: string): void {
    this.#known.delete(id)
    this.#asked.delete(id)
  }

  /** Every container may have others now. */
  forgetAll(): void {
    this.#known.clear()
    this.#asked.clear()
  }

  #want(id: string): void {
    const asking = Symbol(id)
    this.#asked.set(id, asking)
    void this.#few.run(() => this.#read(id, asking))
  }

  async #read(id: string, asking: symbol): Promise<void> {
    if (this.#asked.get(id) !== asking) return
    const moment = await this.#ask({ operation: 'ContainerInspect', path: { id } }).then(
      ({ State }) => ({ started: Date.parse(State?.StartedAt ?? ''), finished: Date.parse(State?.FinishedAt ?? '') }),
      // It is asked for again when it is needed again.
      () => undefined,
    )
    // What was told while it was asked may be what was before.
    if (this.#asked.get(id) !== asking) return
    this.#asked.delete(id)
    if (moment !== undefined) this.#known.set(id, moment)
  }
}
