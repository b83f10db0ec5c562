import type { Fail } from '../fail.js'
import type { Times } from '../times.js'
import type { Asked } from './ask.js'
import { blurred, disorder, keyOf, secondsOf, type EngineEvent } from './engine-event.js'
import { failureOf, kindOf } from './failure.js'
import { readEvents } from './read-events.js'
import { isSoundEvent } from './sound-answer.js'

/** What a feed is made of. */
export interface FeedOptions {
  readonly times: Times
  readonly fail: Fail
  /** The moment that the engine's own clock shows, in ns. Asked for once, before the stream is opened for the first time. */
  now(): Promise<bigint>
  /** How far before another event, in ns, one may be that the engine tells after it: 0 where it tells them in order. */
  slack(): bigint
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

/** What a feed has given until a moment. */
export interface Given {
  /** The moment of the engine, in ns, from which on there may be events that it has not given. */
  readonly from: bigint
  has(event: EngineEvent): boolean
}

/** How many events are remembered to know them again; moby keeps the last 256 (`daemon/events`, `eventsLimit`). */
const remembered = 1024

/** How many are, at most, where they may come out of order. */
const mostRemembered = 100_000

/**
 * The events of one engine, for as long as it is up: opened again when they break, from the latest one seen on by the
 * engine's own clock, of a pool from `slack` before it on, each given once.
 */
export class Feed {
  readonly #asked: Asked
  readonly #options: FeedOptions
  /** The moments of the last events, in ns, by their keys. */
  readonly #seen = new Map<string, number>()
  /** What is before it was there when it was opened for the first time. */
  #first = 0n
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

  /**
   * The moment of the engine, in ns, of the latest event that has been given; undefined before the first opening. Events
   * that are up to `slack` before it may still come.
   */
  get last(): bigint | undefined {
    return this.#last
  }

  /** What has been given when this is called; undefined before the first opening. */
  given(): Given | undefined {
    const last = this.#last
    if (last === undefined) return undefined
    if (this.#options.slack() === 0n) return { from: last, has: ({ timeNano = 0 }) => timeNano <= Number(last) }
    const seen = new Set(this.#seen.keys())
    return { from: this.#from(last), has: (event) => seen.has(keyOf(event)) }
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
  continueFrom(other: Feed): void {
    this.forget()
    this.#first = other.#first
    this.#last = other.#last
    for (const [key, moment] of other.#seen) this.#seen.set(key, moment)
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
    const now = isFirst ? await this.#options.now() : undefined
    if (signal.aborted) return
    if (now !== undefined) this.#last = this.#first = now
    const search = `since=${secondsOf(this.#from(this.#last!) - blurred)}`
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

  /** The moment from which on there may be events that have not been given. */
  #from(last: bigint): bigint {
    const from = last - this.#options.slack()
    return from < this.#first ? this.#first : from
  }

  #isNew(event: EngineEvent): boolean {
    const { timeNano = 0 } = event
    // What has no moment cannot be known again. A pool writes 0 for none.
    if (timeNano === 0) return true
    const key = keyOf(event)
    if (this.#seen.has(key)) return false
    this.#seen.set(key, timeNano)
    this.#reach(BigInt(timeNano))
    this.#forgetOld()
    return true
  }

  #reach(moment: bigint): void {
    const last = this.#last!
    if (moment > last) this.#last = moment
    if (moment >= last - disorder) return
    // The clock was set back: what comes next is not before this, but before what came until now.
    this.#last = moment
    if (moment < this.#first) this.#first = moment
  }

  /** Keeps the keys of events that may be told again when the stream is opened again, within bounds. */
  #forgetOld(): void {
    const [last, kept] = [Number(this.#last), 2 * Number(this.#options.slack())]
    for (const [key, moment] of this.#seen) {
      const isOver = this.#seen.size > mostRemembered || Math.abs(last - moment) >= kept
      if (this.#seen.size <= remembered || !isOver) return
      this.#seen.delete(key)
    }
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
