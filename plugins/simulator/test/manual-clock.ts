import type { Clock, Instant } from '../dist/world.js'

interface Alarm {
  readonly moment: Instant
  readonly callback: () => void
}

/** A clock that stands still until it is moved; each asking is a microsecond. */
export class ManualClock implements Clock {
  readonly #alarms = new Set<Alarm>()
  #now = Date.UTC(2026, 0, 1) * 1000

  /** How many wait for a moment. */
  get waiting(): number {
    return this.#alarms.size
  }

  now(): Instant {
    return ++this.#now
  }

  at(moment: Instant, callback: () => void): () => void {
    const alarm = { moment, callback }
    this.#alarms.add(alarm)
    return () => void this.#alarms.delete(alarm)
  }

  /** Goes on by seconds, and calls back at each moment that comes, in order. */
  async advance(seconds: number): Promise<void> {
    const end = this.#now + seconds * 1_000_000
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#alarms.delete(next)
      this.#now = Math.max(this.#now, next.moment)
      next.callback()
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#now = Math.max(this.#now, end)
  }

  /** Goes on to the next moment that is waited for. */
  async ring(): Promise<void> {
    const next = this.#next(Infinity)
    if (next !== undefined) await this.advance((next.moment - this.#now) / 1_000_000)
  }

  #next(end: Instant): Alarm | undefined {
    return [...this.#alarms].filter(({ moment }) => moment <= end).sort((a, b) => a.moment - b.moment)[0]
  }
}
