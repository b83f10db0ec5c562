import type { Answer } from 'libswarm-core'
import { toNanoseconds } from '../time.js'
import type { Instant } from '../world.js'

/** One event, as clients are told of it. */
export type EventMessage = Answer<'SystemEvents'>

/** How many past events are kept, as in moby (`daemon/events/events.go`). */
export const historyLength = 256

/** What has happened, and who wants to be told of what happens next. */
export class EventLog {
  readonly #history: EventMessage[] = []
  readonly #listeners = new Set<(event: EventMessage) => void>()

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size
  }

  /** Keeps events and tells all who listen, one event after the other. */
  publish(events: readonly EventMessage[]): void {
    for (const event of events) {
      this.#history.push(event)
      if (this.#history.length > historyLength) this.#history.shift()
      for (const listener of this.#listeners) listener(event)
    }
  }

  /**
   * What is kept of the events between two moments, both included; nothing where neither is given. An end of 1970 or
   * before is none, as in moby.
   */
  past(since: Instant | undefined, until: Instant | undefined): readonly EventMessage[] {
    if (since === undefined && until === undefined) return []
    const from = since === undefined ? -Infinity : toNanoseconds(since)
    const to = until === undefined || until <= 0 ? Infinity : toNanoseconds(until)
    return this.#history.filter(({ timeNano = 0 }) => timeNano >= from && timeNano <= to)
  }

  /** Calls back for every event from now on; returns what ends that. */
  listen(listener: (event: EventMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
