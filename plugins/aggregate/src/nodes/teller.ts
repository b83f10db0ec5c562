import type { ContainersView } from './containers-view.js'
import type { EngineClock } from './engine-clock.js'
import type { EngineEvent } from './engine-event.js'
import { Told } from './told.js'

/** What is told of, by what, and to whom. */
export interface TellerOptions {
  readonly containers: Pick<ContainersView, 'all'>
  readonly clock: Pick<EngineClock, 'now'>
  /** Told of each event. */
  event(event: EngineEvent): void
}

/** Tells the events of an engine, and those that must have been where its own were lost. */
export class Teller {
  readonly #options: TellerOptions
  #told: Told | undefined

  constructor(options: TellerOptions) {
    this.#options = options
  }

  /** Tells an event of the engine, unless it was found out before. */
  take(event: EngineEvent): void {
    if (this.#told?.take(event) !== false) this.#options.event(event)
  }

  /**
   * All containers have been read. The first time nobody has been told anything yet.
   *
   * @param gap whether events may have been lost, so that what must have been is told
   */
  compare(gap: boolean): void {
    const { containers, clock } = this.#options
    const list = [...containers.all()]
    if (this.#told === undefined) {
      this.#told = new Told()
      this.#told.begin(list)
    } else if (gap) for (const event of this.#told.missing(list, clock.now())) this.#options.event(event)
  }

  /** Goes on where another has told the events of the same engine. */
  continueFrom(other: Teller): void {
    this.#told = other.#told
  }

  /** Somebody else tells them. */
  forget(): void {
    this.#told = undefined
  }
}
