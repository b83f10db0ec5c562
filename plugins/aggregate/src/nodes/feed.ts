import type { Fail } from '../fail.js'
import type { Times } from '../times.js'
import type { Asked } from './ask.js'
import { blurred, secondsOf, type EngineEvent } from './engine-event.js'
import { failureOf, kindOf } from './failure.js'
import { readEvents } from './read-events.js'
import { isSoundEvent } from './sound-answer.js'

/** What a feed is made of. */
export interface FeedOptions {
  readonly times: Times
  readonly fail: Fail
  /** The moment that the engine's own clock shows, in ns. Asked for once, before the stream is opened for the first time. */
  now(): Promise<bigint>
  /** Takes one event; each just once, in the order of the engine. */
  event(event: EngineEvent): void
  /**
   * The stream is open, for the first time or again. Events wait until it resolves. After a `gap` there may be events that
   * the engine has forgotten, or never told of.
   */
  opened(gap: boolean): Promise<void>
  /** The stream has broken, or could not be opened. */
  broken(reason: Error): void
  /** The engine has no events: it is to be polled, at the same pauses. */
  absent(): void
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
  #last: bigint | undefined
  #open: AbortController | undefined
  #timer: NodeJS.Timeout | undefined
  #pause: number
  #isOpen = false

  constructor(asked: Asked, options: FeedOptions) {
    this.#asked = asked
    this.#options = options
    this.#pause = options.times.resume[0]
  }

  /** The moment of the engine, in ns, until which every event has been given; undefined before the first opening. */
  get last(): bigint | undefined {
    return this.#last
  }

  /** The last events that have been given. */
  get seen(): ReadonlySet<string> {
    return this.#seen
  }

  /** Whether events arrive. */
  get isOpen(): boolean {
    return this.#isOpen
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

  /** Goes on where another one of the same engine has ended: what that one has given is not given again. */
  continueFrom({ seen, last }: Pick<Feed, 'seen' | 'last'>): void {
    this.forget()
    this.#last = last
    for (const key of seen) this.#seen.add(key)
  }

  /** Begins anew when it is opened: the engine is another one, or is looked at by another feed. */
  forget(): void {
    this.#last = undefined
    this.#seen.clear()
  }

  /** Closes it; `open` opens it again. */
  close(): void {
    clearTimeout(this.#timer)
    const open = this.#open
    this.#open = undefined
    this.#isOpen = false
    open?.abort(this.#options.fail('Unavailable', 'the stream of events was closed'))
  }

  async #read(signal: AbortSignal): Promise<void> {
    const isFirst = this.#last === undefined
    this.#last ??= await this.#options.now()
    if (signal.aborted) return
    const search = `since=${secondsOf(this.#last - blurred)}`
    const reply = await this.#asked.run({ operation: 'SystemEvents', search, signal })
    if (reply.status !== 200) throw await failureOf(reply, this.#options.fail)
    // Asked only now: the stream has all that the engine remembered when it was opened, and what it forgets after that.
    const gap = !isFirst && !(await this.#remembers())
    if (signal.aborted) return
    this.#pause = this.#options.times.resume[0]
    await this.#options.opened(gap)
    if (signal.aborted) return
    this.#isOpen = true
    for await (const event of reply.messages()) {
      if (signal.aborted) return
      if (isSoundEvent(event) && this.#isNew(event)) this.#options.event(event)
    }
  }

  /** Whether the engine still knows the last event that it told: then it knows all that came after it. */
  async #remembers(): Promise<boolean> {
    if (this.#seen.size === 0) return false
    const { times, fail } = this.#options
    const last = this.#last!
    const window = { since: secondsOf(last - blurred), until: secondsOf(last + blurred) }
    const events = await readEvents(this.#asked, window, times.answerLimit, fail)
    return events.some((event) => this.#seen.has(keyOf(event)))
  }

  #isNew(event: EngineEvent): boolean {
    // What has no moment cannot be known again.
    if (event.timeNano === undefined) return true
    const key = keyOf(event)
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    if (this.#seen.size > remembered) this.#seen.delete(this.#seen.values().next().value!)
    this.#last = BigInt(event.timeNano)
    return true
  }

  #ended(open: AbortController, reason: Error): void {
    if (this.#open !== open) return
    this.#open = undefined
    this.#isOpen = false
    open.abort(reason)
    if (kindOf(reason) === 'NotImplemented') this.#options.absent()
    else this.#options.broken(reason)
    // Not all at the same moment, where many were cut at once.
    this.#timer = setTimeout(() => this.open(), this.#pause * (0.5 + Math.random() / 2))
    this.#pause = Math.min(this.#pause * 2, this.#options.times.resume[1])
  }
}

function keyOf({ timeNano, Type, Action, Actor }: EngineEvent): string {
  return `${timeNano} ${Type} ${Action} ${Actor?.ID} ${JSON.stringify(Actor?.Attributes)}`
}
