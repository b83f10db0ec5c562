import { lookup } from 'node:dns/promises'
import type { Answer, AnyJob, Child, Connection, EngineHandle, JobInit, OperationName, Reply } from 'libswarm-core'
import type { Fail } from '../fail.js'
import type { NameOwners } from '../names/owners.js'
import { eventOfPool } from '../nested/answers.js'
import type { Times } from '../times.js'
import { askJson, type Heard } from './ask.js'
import { markVolume, type Availability } from './availability.js'
import { Calls } from './calls.js'
import { engineLabels } from './engine-labels.js'
import { hostOf, type ChildEntry } from './entry.js'
import { EngineClock } from './engine-clock.js'
import { disorder, type EngineEvent } from './engine-event.js'
import { Feed, type Given } from './feed.js'
import { Health } from './health.js'
import { Line } from './line.js'
import { readEvents, type Window } from './read-events.js'
import { Reader } from './reader.js'
import { Teller } from './teller.js'
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
  duplicateOf(node: Pick<Node, 'id' | 'name' | 'pools'>): string | undefined
}

/** One engine of the pool. */
export class Node {
  readonly entry: ChildEntry
  readonly view: View
  readonly clock = new EngineClock()
  readonly #options: NodeOptions
  readonly #calls: Calls
  readonly #line: Line
  readonly #health: Health
  readonly #feed: Feed
  readonly #reader: Reader
  readonly #teller: Teller
  #state: NodeState = 'pending'
  #address: string | undefined
  #reason: string | undefined
  #info: Answer<'SystemInfo'> = {}
  #version: Answer<'SystemVersion'> = {}
  /** Whether what is known may be older than the last event that was given. */
  #unread = true
  #closed = false

  constructor(entry: ChildEntry, options: NodeOptions) {
    const { child, times, fail, owners, log } = options
    this.entry = entry
    this.#options = options
    this.#calls = new Calls(child)
    this.#line = new Line(this.#calls, {
      times,
      fail,
      whyNot: () => this.#whyNot(),
      isPool: () => this.isPool,
      changed: () => this.view.list.changed(),
    })
    this.view = new View(this.#line.askAnyway, owners, this.clock, {
      mark: () => this.mark,
      isUsed: () => this.#whyNot() === undefined,
    })
    this.#teller = new Teller({
      containers: this.view.containers,
      clock: this.clock,
      event: (event) => options.event(this, event),
    })
    this.#reader = new Reader({
      times,
      name: entry.name,
      log,
      isUp: () => this.#health.isUp,
      read: (missed) => this.#readAll(missed),
    })
    this.#feed = new Feed(this.#calls, {
      times,
      fail,
      now: () => this.#now(),
      slack: () => (this.isPool ? disorder : 0n),
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
    return idOf(this.#info)
  }

  /** What the engine told of itself last; empty before it has answered. */
  get info(): Answer<'SystemInfo'> {
    return this.view.info.last ?? this.#info
  }

  /** Whether its engine is a pool itself. */
  get isPool(): boolean {
    return this.info.Driver === 'aggregate'
  }

  /** Whether it is one, or has not told yet what it is. */
  get mayBePool(): boolean {
    return this.isPool || this.id === undefined
  }

  /** The pools that are in it, and itself, where it is one. */
  get pools(): readonly string[] {
    const { Pools } = this.info as { readonly Pools?: unknown }
    return Array.isArray(Pools) ? Pools.filter((instance) => typeof instance === 'string') : []
  }

  /** How many engines it is: of a pool, those that take containers, as far as it tells. */
  get engines(): number {
    const { Engines } = this.info as { readonly Engines?: unknown }
    return this.isPool && Number.isSafeInteger(Engines) ? Math.max(1, Engines as number) : 1
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
    return engineLabels(this.info, this.entry)
  }

  /** How many calls and streams of it are open. */
  get open(): number {
    return this.#calls.size
  }

  /** Whether its events arrive, and everything that is known of its containers is as they tell. */
  get isFollowed(): boolean {
    return this.#state === 'healthy' && this.#feed.isOpen && !this.#unread
  }

  /** The moment of the engine's own clock, in ns, until which its events have been given; those of a pool not all. */
  get toldUntil(): bigint | undefined {
    return this.#feed.last
  }

  /** The events that have been given when this is called; undefined where none could be. */
  given(): Given | undefined {
    return this.#feed.given()
  }

  /** What the engine remembers of a time that is over, by its own clock, without what was given. */
  async pastEvents(window: Window, heard: Heard, given?: Given): Promise<EngineEvent[]> {
    const { times, fail } = this.#options
    const all = await readEvents(this, window, times.answerLimit, fail, heard)
    const events = all.filter((event) => !this.#isOfMark(event) && given?.has(event) !== true)
    return this.isPool ? events.map(eventOfPool) : events
  }

  /** Begins to watch over it. Resolves when its engine has been asked once, and read where it has answered. */
  async start(): Promise<void> {
    if (this.#closed) return
    void this.#findAddress()
    await this.#health.start()
    if (this.#health.isUp) await this.#reader.first
  }

  /** Runs a job on the engine. Rejects with `Unavailable` at once where it is down. */
  run<O extends OperationName>(job: JobInit<O>): Promise<Reply<O>> {
    return this.#line.run(job)
  }

  /** Hands a connection over whole, where the child can. */
  wire(job: AnyJob, connection: Connection): boolean {
    return this.#line.wire(job, connection)
  }

  /**
   * The JSON that the engine answers.
   *
   * @param limit how long it may take, in ms: the limit of a part of an answer
   */
  ask<O extends OperationName>(job: JobInit<O>, heard?: Heard, limit?: number): Promise<Answer<O>> {
    return this.#line.ask(job, heard, limit)
  }

  /** As `ask`; the bytes of the answer. */
  askBytes(job: JobInit, heard?: Heard): Promise<Buffer> {
    return this.#line.askBytes(job, heard)
  }

  /** As `ask`; undefined where the engine has no such object. */
  find<O extends OperationName>(job: JobInit<O>): Promise<Answer<O> | undefined> {
    return this.#line.find(job)
  }

  /** Looks again whether it is a duplicate, of a node that has left or is down: its events are told from there on. */
  succeed(left: Node): void {
    this.#feed.continueFrom(left.#feed)
    this.#teller.continueFrom(left.#teller)
    void this.#reader.read(false)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#reader.close()
    this.#health.close()
    this.#feed.close()
    this.view.close()
    this.view.containers.replace([])
    this.#calls.endAll(this.#options.fail('Unreachable', `the node "${this.name}" has left the pool`))
    await this.#options.child.close()
  }

  /** Whether an event tells of the volume that keeps the availability: it is no client's. */
  #isOfMark({ Type, Actor }: EngineEvent): boolean {
    return Type === 'volume' && Actor?.ID === this.mark
  }

  async #findAddress(): Promise<void> {
    if (this.host === undefined) return
    try {
      this.#address = (await lookup(this.host)).address
    } catch {
      // Published ports are shown as the engine itself shows them.
    }
  }

  #whyNot(): string | undefined {
    const node = `the node "${this.name}"`
    if (this.#closed) return `${node} has left the pool`
    if (this.#state === 'down') return `${node} is down: ${this.#reason}`
    return this.#state === 'duplicate' ? `${node} is not used: ${this.#reason}` : undefined
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
    if (!(await this.#reader.readAnew(true))) {
      throw this.#options.fail('Unavailable', 'what the engine has could not be read')
    }
    this.#teller.compare(gap)
  }

  #broken(): void {
    this.view.list.changed()
    this.#health.hurry()
    if (this.#health.isUp && this.#state !== 'healthy') void this.#reader.read(true)
  }

  /** An engine that has no events is read as often as its stream is tried, and what has changed told as events. */
  async #poll(): Promise<void> {
    if (this.#health.isUp && (await this.#reader.read(true))) this.#teller.compare(true)
  }

  #down(reason: Error): void {
    this.#feed.close()
    this.#reader.rest()
    this.#unread = true
    this.#turn('down', reason.message)
    this.#calls.endAll(this.#options.fail('Unreachable', `the node "${this.name}" went down: ${reason.message}`))
  }

  #take(told: EngineEvent): void {
    const event = this.isPool ? eventOfPool(told) : told
    this.view.take(event)
    if (!this.#isOfMark(event)) this.#teller.take(event)
  }

  /** Resolves to what takes over all that was read. */
  async #readAll(missed: boolean): Promise<() => void> {
    const { fail, times } = this.#options
    const version = await askJson(this.#calls, { operation: 'SystemVersion' }, times.answerLimit, fail)
    await this.view.renewInfo()
    // Of a duplicate nothing is looked at but which engine it is.
    const sentence = this.#state === 'healthy' ? undefined : this.#options.duplicateOf(this.#asTold())
    const isAside = this.#state === 'duplicate' || sentence !== undefined
    if (!isAside) await this.view.sync(missed)
    return () => {
      this.#version = version
      if (sentence !== undefined) this.#setAside(sentence)
      if (!isAside) this.#unread = false
      this.#identify(this.view.info.last ?? {})
    }
  }

  /** The node as its engine has just told what it is, which is not taken over yet. */
  #asTold(): Pick<Node, 'id' | 'name' | 'pools'> {
    return { id: idOf(this.info), name: this.name, pools: this.pools }
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
    this.#teller.forget()
  }

  #turn(state: NodeState, reason: string | undefined): void {
    const before = this.#state
    this.#state = state
    this.#reason = reason
    if (before !== state) this.#options.changed(this, before)
  }
}

/** Not every engine has an ID. */
const idOf = ({ ID }: Answer<'SystemInfo'>): string | undefined => (ID === '' ? undefined : ID)
