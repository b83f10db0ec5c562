import type { Answer } from 'libswarm-core'
import type { Fail } from '../fail.js'
import type { Times } from '../times.js'
import type { Asked } from './ask.js'

/** One event of an engine. */
export type EngineEvent = Answer<'SystemEvents'>

/** What a feed is made of. */
export interface FeedOptions {
  readonly times: Times
  readonly fail: Fail
  /** Takes one event; each just once, in the order of the engine. */
  event(event: EngineEvent): void
  /** The stream is open, for the first time or again: what happened before may have been missed. */
  opened(): void
  /** The stream has broken, or could not be opened. */
  broken(reason: Error): void
}

/** How many events are remembered to know them again; moby keeps the last 256 (`daemon/events`, `eventsLimit`). */
const remembered = 1024

/**
 * The events of one engine, for as long as it is up: opened again when they break, from the last one seen on by the
 * engine's own clock, each given once.
 */
export class Feed {
  readonly #asked: Asked
  readonly #options: FeedOptions
  readonly #seen = new Set<string>()
  #last: string | undefined
  #open: AbortController | undefined
  #timer: NodeJS.Timeout | undefined
  #pause: number

  constructor(asked: Asked, options: FeedOptions) {
    this.#asked = asked
    this.#options = options
    this.#pause = options.times.resume[0]
  }

  /** Opens it, unless it is open or about to be. */
  open(): void {
    if (this.#open !== undefined) return
    clearTimeout(this.#timer)
    const open = (this.#open = new AbortController())
    this.#read(open.signal).then(
      () => this.#ended(open, this.#options.fail('Unavailable', 'the stream of events ended')),
      (thrown: unknown) => this.#ended(open, thrown instanceof Error ? thrown : new Error(String(thrown))),
    )
  }

  /** Closes it; `open` opens it again. */
  close(): void {
    clearTimeout(this.#timer)
    const open = this.#open
    this.#open = undefined
    open?.abort(this.#options.fail('Unavailable', 'the stream of events was closed'))
  }

  async #read(signal: AbortSignal): Promise<void> {
    const search = this.#last === undefined ? '' : `since=${this.#last}`
    const reply = await this.#asked.run({ operation: 'SystemEvents', search, signal })
    if (reply.status !== 200)
      throw this.#options.fail('Unavailable', `the engine answers ${reply.status} for its events`)
    this.#pause = this.#options.times.resume[0]
    this.#options.opened()
    for await (const event of reply.messages()) {
      if (signal.aborted) return
      if (this.#isNew(event)) this.#options.event(event)
    }
  }

  #isNew(event: EngineEvent): boolean {
    const key = `${event.timeNano} ${event.Type} ${event.Action} ${event.Actor?.ID} ${JSON.stringify(event.Actor?.Attributes)}`
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    if (this.#seen.size > remembered) this.#seen.delete(this.#seen.values().next().value!)
    this.#last = secondsOf(event) ?? this.#last
    return true
  }

  #ended(open: AbortController, reason: Error): void {
    if (this.#open !== open) return
    this.#open = undefined
    this.#options.broken(reason)
    this.#timer = setTimeout(() => this.open(), this.#pause)
    this.#pause = Math.min(this.#pause * 2, this.#options.times.resume[1])
  }
}

/**
 * The moment of an event as `since` takes it, seconds with nine digits behind the point. A microsecond before it: a number
 * holds no moment of today to less than 256 ns.
 */
function secondsOf({ timeNano }: EngineEvent): string | undefined {
  if (timeNano === undefined) return undefined
  const digits = String(BigInt(timeNano) - 1000n).padStart(10, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`
}
