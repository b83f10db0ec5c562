import { lookup } from 'node:dns/promises'
import type { Answer, AnyJob, Child, Connection, EngineHandle, JobInit, OperationName, Reply } from 'libswarm-core'
import type { Fail } from '../fail.js'
import type { NameOwners } from '../names/owners.js'
import { answerOfPool, eventOfPool } from '../nested/answers.js'
import type { Times } from '../times.js'
import { askBytes, askJson, findJson, type AskEngine, type Heard } from './ask.js'
import { markVolume, type Availability } from './availability.js'
import { Calls } from './calls.js'
import type { Summary } from './containers-view.js'
import { hostOf, type ChildEntry } from './entry.js'
import { EngineClock } from './engine-clock.js'
import type { EngineEvent } from './engine-event.js'
import { Feed } from './feed.js'
import { Health } from './health.js'
import { readEvents, type Window } from './read-events.js'
import { telling } from './telling.js'
import { Told } from './told.js'
import { View } from './view.js'

/**
 * How a node is: `pending` until its engine has answered once, `healthy`, `down` when it does not answer any more, and
 * `duplicate` where another node is the same engine.
 */
export type NodeState = 'pending' | 'healthy' | 'down' | 'duplicate'

/** What a node is made of, besides its entry. */
export interface NodeOptions {
  readonly child: Child
  readonly times: Times
  readonly fail: Fail
  /** Kept up with the names of its containers. */
  readonly owners: NameOwners
  readonly log: EngineHandle['log']
  /** Told of each event of the engine. */
  event(node: Node, event: EngineEvent): void
  /** Told when the state has changed. */
  changed(node: Node, before: NodeState): void
  /** Why a node that could be healthy is not used; undefined where it is no other node's engine. */
  duplicateOf(node: Node): string | undefined
}

const refusals = new WeakSet<object>()

/** Whether a call failed because its node is down or not used: no engine has heard of it. */
export const isRefusal = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && refusals.has(thrown)

/** One engine of the pool. */
export class Node {
  readonly entry: ChildEntry
  readonly view: View
  readonly clock = new EngineClock()
  readonly #options: NodeOptions
  readonly #calls: Calls
  readonly #health: Health
  readonly #feed: Feed
  #state: NodeState = 'pending'
  #address: string | undefined
  #reason: string | undefined
  #info: Answer<'SystemInfo'> = {}
  #version: Answer<'SystemVersion'> = {}
  #refresh: NodeJS.Timeout | undefined
  #reading: Promise<boolean> | undefined
  /** Whether what is known may be older than the last event that was given. */
  #unread = true
  #told: Told | undefined
  #closed = false
  #firstReadDone!: () => void
  readonly #firstRead = new Promise<void>((resolve) => (this.#firstReadDone = resolve))

  constructor(entry: ChildEntry, options: NodeOptions) {
    const { child, times, fail, owners } = options
    this.entry = entry
    this.#options = options
    this.#calls = new Calls(child)
    const ask: AskEngine = async (job) =>
      this.#ownOf(job.operation, await askJson(this.#calls, job, times.answerLimit, fail))
    this.view = new View(ask, owners, this.clock, () => this.mark)
    this.#feed = new Feed(this.#calls, {
      times,
      fail,
      now: () => this.#now(),
      event: (event) => this.#take(event),
      opened: (gap) => this.#opened(gap),
      broken: () => this.#broken(),
      absent: () => void this.#poll(),
    })
    this.#health = new Health({
      times,
      check: (signal) => this.#check(signal),
      up: () => this.#feed.open(),
      down: (reason) => this.#down(reason),
    })
  }

  get name(): string {
    return this.entry.name
  }

  get state(): NodeState {
    return this.#state
  }

  /** Whether it takes new containers, as its engine kept that last. */
  get availability(): Availability {
    return this.view.availability.last ?? 'active'
  }

  /** Why it is not healthy; undefined where it is. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** The engine's own id; undefined before it has answered, and where it has none. */
  get id(): string | undefined {
    return this.#info.ID === '' ? undefined : this.#info.ID
  }

  /** What the engine told of itself last; empty before it has answered. */
  get info(): Answer<'SystemInfo'> {
    return this.view.info.last ?? this.#info
  }

  /** Whether its engine is a pool itself. */
  get isPool(): boolean {
    return this.info.Driver === 'aggregate'
  }

  /** The pools that are in it, and itself, where it is one. */
  get pools(): readonly string[] {
    const { Pools } = this.info as { readonly Pools?: unknown }
    return Array.isArray(Pools) ? Pools.filter((instance) => typeof instance === 'string') : []
  }

  /** The name of the volume that keeps its availability. */
  get mark(): string {
    return this.isPool ? `${markVolume}-${this.name}` : markVolume
  }

  /** What the engine told of its version last; empty before it has answered. */
  get version(): Answer<'SystemVersion'> {
    return this.#version
  }

  /** The host of the engine as its child is written; undefined where it has none. */
  get host(): string | undefined {
    return hostOf(this.entry.spec)
  }

  /** The IP address of that host; undefined before it has been found, and where there is none. */
  get address(): string | undefined {
    return this.#address
  }

  /** The labels of the engine, its own written over by those of the child. */
  get labels(): ReadonlyMap<string, string> {
    const labels = new Map<string, string>()
    for (const label of this.info.Labels ?? []) {
      const [, key = label, value = ''] = /^([^=]*)=(.*)$/s.exec(label) ?? []
      labels.set(key, value)
    }
    for (const [key, value] of this.entry.labels) labels.set(key, value)
    labels.set('node', this.name)
    return labels
  }

  /** How many calls and streams of it are open. */
  get open(): number {
    return this.#calls.size
  }

  /** Whether its events arrive, and everything that is known of its containers is as they tell. */
  get isFollowed(): boolean {
    return this.#state === 'healthy' && this.#feed.isOpen && !this.#unread
  }

  /** The moment of the engine's own clock, in ns, until which its events have been given. */
  get toldUntil(): bigint | undefined {
    return this.#feed.last
  }

  /** What the engine remembers of a time that is over, by its own clock. */
  async pastEvents(window: Window, heard: Heard): Promise<EngineEvent[]> {
    const { times, fail } = this.#options
    const events = await readEvents(this, window, times.answerLimit, fail, heard)
    return this.isPool ? events.map(eventOfPool) : events
  }

  /** Begins to watch over it. Resolves when its engine has been asked once, and read where it has answered. */
  async start(): Promise<void> {
    if (this.#closed) return
    void this.#findAddress()
    await this.#health.start()
    if (this.#health.isUp) await this.#firstRead
  }

  /** Runs a job on the engine. Rejects with `Unavailable` at once where it is down. */
  async run<O extends OperationName>(job: JobInit<O>): Promise<Reply<O>> {
    this.#refuse()
    return telling(this.view, job.operation, this.#calls.run(job))
  }

  /** Hands a connection over whole, where the child can. */
  wire(job: AnyJob, connection: Connection): boolean {
    this.#refuse()
    if (!this.#calls.wire(job, connection)) return false
    connection.socket.once('close', () => this.view.list.changed())
    return true
  }

  /** The JSON that the engine answers, within the limit of a part of an answer. */
  async ask<O extends OperationName>(job: JobInit<O>, heard?: Heard): Promise<Answer<O>> {
    const { times, fail } = this.#options
    return this.#ownOf(job.operation, await askJson(this, job, times.answerLimit, fail, heard))
  }

  /** As `ask`; the bytes of the answer. */
  askBytes(job: JobInit, heard?: Heard): Promise<Buffer> {
    return askBytes(this, job, this.#options.times.answerLimit, this.#options.fail, heard)
  }

  /** As `ask`; undefined where the engine has no such object. */
  async find<O extends OperationName>(job: JobInit<O>): Promise<Answer<O> | undefined> {
    const { times, fail } = this.#options
    const found = await findJson(this, job, times.answerLimit, fail)
    return found === undefined ? undefined : this.#ownOf(job.operation, found)
  }

  /** Looks again whether it is a duplicate, of a node that has left or is down: its events are told from there on. */
  succeed(left: Node): void {
    this.#feed.continueFrom(left.#feed)
    this.#told = left.#told
    void this.#read(false)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#refresh)
    this.#health.close()
    this.#feed.close()
    this.view.containers.replace([])
    this.#calls.endAll(this.#options.fail('Unreachable', `the node "${this.name}" has left the pool`))
    await this.#options.child.close()
  }

  /** An answer with the labels that this pool has given. */
  #ownOf<O extends OperationName>(operation: O, answer: Answer<O>): Answer<O> {
    return this.isPool ? answerOfPool(operation, answer) : answer
  }

  async #findAddress(): Promise<void> {
    if (this.host === undefined) return
    try {
      this.#address = (await lookup(this.host)).address
    } catch {
      // Published ports are shown as the engine itself shows them.
    }
  }

  #refuse(): void {
    const why = this.#whyNot()
    if (why === undefined) return
    const refusal = this.#options.fail('Unavailable', `the node "${this.name}" ${why}`)
    refusals.add(refusal)
    throw refusal
  }

  #whyNot(): string | undefined {
    if (this.#closed) return 'has left the pool'
    if (this.#state === 'down') return `is down: ${this.#reason}`
    return this.#state === 'duplicate' ? `is not used: ${this.#reason}` : undefined
  }

  async #check(signal: AbortSignal): Promise<void> {
    const reply = await this.#calls.run({ operation: 'SystemPing', signal })
    await reply.bytes()
    if (reply.status !== 200) throw this.#options.fail('Unavailable', `the engine answers ${reply.status} to a check`)
  }

  /** The engine's own moment: no later than it is, so that nothing is missed. */
  async #now(): Promise<bigint> {
    this.view.info.stale()
    const { SystemTime } = await this.view.info.get()
    const told = Date.parse(SystemTime ?? '')
    return Number.isNaN(told) ? this.clock.now() : BigInt(told) * 1_000_000n
  }

  /** What was seen is taken over where events may have been lost; otherwise they tell everything. */
  async #opened(gap: boolean): Promise<void> {
    // What happened meanwhile is told from now on.
    this.view.list.changed()
    if (!gap && !this.#unread) return this.view.settled()
    // One that has begun before does not know what happened meanwhile.
    await this.#reading
    if (!(await this.#read(true))) throw this.#options.fail('Unavailable', 'what the engine has could not be read')
    const list = [...this.view.containers.all()]
    if (this.#told === undefined) this.#told = beginning(list)
    else if (gap) this.#makeUp(this.#told)
  }

  #broken(): void {
    this.view.list.changed()
    this.#health.hurry()
    if (this.#health.isUp && this.#state !== 'healthy') void this.#read(true)
  }

  /** An engine that has no events is read as often as its stream is tried, and what has changed told as events. */
  async #poll(): Promise<void> {
    if (!this.#health.isUp || !(await this.#read(true))) return
    if (this.#told === undefined) this.#told = beginning([...this.view.containers.all()])
    else this.#makeUp(this.#told)
  }

  #makeUp(told: Told): void {
    const events = told.missing([...this.view.containers.all()], this.clock.now())
    for (const event of events) this.#options.event(this, event)
  }

  #down(reason: Error): void {
    this.#feed.close()
    clearTimeout(this.#refresh)
    this.#unread = true
    this.#turn('down', reason.message)
    this.#calls.endAll(this.#options.fail('Unreachable', `the node "${this.name}" went down: ${reason.message}`))
  }

  #take(told: EngineEvent): void {
    const event = this.isPool ? eventOfPool(told) : told
    this.view.take(event)
    if (this.#told?.take(event) !== false) this.#options.event(this, event)
  }

  /**
   * Reads everything; false where the engine did not answer.
   *
   * @param missed whether events may have been missed
   */
  #read(missed: boolean): Promise<boolean> {
    return (this.#reading ??= this.#readNow(missed).finally(() => (this.#reading = undefined)))
  }

  async #readNow(missed: boolean): Promise<boolean> {
    clearTimeout(this.#refresh)
    try {
      const { fail, times } = this.#options
      const version = await askJson(this.#calls, { operation: 'SystemVersion' }, times.answerLimit, fail)
      // Of a duplicate nothing is looked at but which engine it is.
      const isAside = this.#state === 'duplicate'
      await (isAside ? this.view.renewInfo() : this.view.sync(missed))
      if (this.#closed || !this.#health.isUp) return false
      this.#version = version
      if (!isAside) this.#unread = false
      this.#identify(this.view.info.last ?? {})
      return true
    } catch (thrown) {
      this.#options.log.debug(`the node "${this.name}" could not be read: ${String(thrown)}`)
      return false
    } finally {
      this.#firstReadDone()
      if (this.#health.isUp) this.#readLater()
    }
  }

  #readLater(): void {
    if (this.#closed) return
    const [least, most] = this.#options.times.refresh
    clearTimeout(this.#refresh)
    this.#refresh = setTimeout(() => void this.#read(false), least + Math.random() * (most - least))
  }

  #identify(info: Answer<'SystemInfo'>): void {
    const before = this.#info.ID
    // The ID of a pool is made of its nodes, which come and go.
    if (before !== undefined && before !== info.ID && !this.isPool) {
      this.#options.log.warn(`the node "${this.name}" is another engine now: its ID was ${before} and is ${info.ID}`)
    }
    if (before !== info.ID && this.#state === 'duplicate') this.#forgetEvents()
    this.#info = info
    const sentence = this.#options.duplicateOf(this)
    if (sentence !== undefined) this.#setAside(sentence)
    else this.#takeIn()
  }

  #takeIn(): void {
    const wasDuplicate = this.#state === 'duplicate'
    this.#turn('healthy', undefined)
    if (wasDuplicate) this.#feed.open()
  }

  /** Another node is the same engine. */
  #setAside(sentence: string): void {
    const wasAside = this.#state === 'duplicate'
    this.#turn('duplicate', sentence)
    if (wasAside) return
    this.#feed.close()
    this.#forgetEvents()
    this.view.containers.replace([])
    this.#unread = true
  }

  /** Another node tells them. */
  #forgetEvents(): void {
    this.#feed.forget()
    this.#told = undefined
  }

  #turn(state: NodeState, reason: string | undefined): void {
    const before = this.#state
    this.#state = state
    this.#reason = reason
    if (before !== state) this.#options.changed(this, before)
  }
}

function beginning(list: readonly Summary[]): Told {
  const told = new Told()
  told.begin(list)
  return told
}
