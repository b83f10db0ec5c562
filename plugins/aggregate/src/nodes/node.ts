import { lookup } from 'node:dns/promises'
import type { Answer, AnyJob, Child, Connection, EngineHandle, JobInit, OperationName, Reply } from 'libswarm-core'
import type { Fail } from '../fail.js'
import type { NameOwners } from '../names/owners.js'
import type { Times } from '../times.js'
import { askJson, findJson, type Heard } from './ask.js'
import type { Availability } from './availability.js'
import { Calls } from './calls.js'
import { hostOf, type ChildEntry } from './entry.js'
import { Feed, type EngineEvent } from './feed.js'
import { Health } from './health.js'
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
  /** What is to be said of a node whose engine has an ID that another one in use has; undefined where there is none. */
  duplicateOf(node: Node, id: string | undefined): string | undefined
}

const refusals = new WeakSet<object>()

/** Whether a call failed because its node is down or not used: no engine has heard of it. */
export const isRefusal = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && refusals.has(thrown)

/** One engine of the pool. */
export class Node {
  readonly entry: ChildEntry
  readonly view: View
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
  #syncing: Promise<void> | undefined
  #closed = false
  #firstReadDone!: () => void
  readonly #firstRead = new Promise<void>((resolve) => (this.#firstReadDone = resolve))

  constructor(entry: ChildEntry, options: NodeOptions) {
    const { child, times, fail, owners } = options
    this.entry = entry
    this.#options = options
    this.#calls = new Calls(child)
    this.view = new View((job) => askJson(this.#calls, job, times.answerLimit, fail), owners)
    this.#feed = new Feed(this.#calls, {
      times,
      fail,
      event: (event) => this.#take(event),
      opened: () => void this.#sync(),
      broken: () => this.#broken(),
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

  /** The engine's own id; undefined before it has answered. */
  get id(): string | undefined {
    return this.#info.ID
  }

  /** What the engine told of itself last; empty before it has answered. */
  get info(): Answer<'SystemInfo'> {
    return this.view.info.last ?? this.#info
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

  /** Begins to watch over it. Resolves when its engine has been asked once, and read where it has answered. */
  async start(): Promise<void> {
    void this.#findAddress()
    await this.#health.start()
    if (this.#health.isUp) await this.#firstRead
  }

  /** Runs a job on the engine. Rejects with `Unavailable` at once where it is down. */
  async run<O extends OperationName>(job: JobInit<O>): Promise<Reply<O>> {
    this.#refuse()
    return this.#calls.run(job)
  }

  /** Hands a connection over whole, where the child can. */
  wire(job: AnyJob, connection: Connection): boolean {
    this.#refuse()
    return this.#calls.wire(job, connection)
  }

  /** The JSON that the engine answers, within the limit of a part of an answer. */
  ask<O extends OperationName>(job: JobInit<O>, heard?: Heard): Promise<Answer<O>> {
    return askJson(this, job, this.#options.times.answerLimit, this.#options.fail, heard)
  }

  /** As `ask`; undefined where the engine has no such object. */
  find<O extends OperationName>(job: JobInit<O>): Promise<Answer<O> | undefined> {
    const { times, fail } = this.#options
    return findJson(this, job, times.answerLimit, fail)
  }

  /** What it was the duplicate of does not answer any more, or has left: its engine is asked again. */
  recover(): void {
    this.#feed.open()
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

  /** An engine that has no events is read as often as its stream is tried. */
  #broken(): void {
    this.#health.hurry()
    if (this.#health.isUp) void this.#sync()
  }

  #down(reason: Error): void {
    this.#feed.close()
    clearTimeout(this.#refresh)
    this.#turn('down', reason.message)
    this.#calls.endAll(this.#options.fail('Unreachable', `the node "${this.name}" went down: ${reason.message}`))
  }

  #take(event: EngineEvent): void {
    this.view.take(event)
    this.#options.event(this, event)
  }

  #sync(): Promise<void> {
    return (this.#syncing ??= this.#read().finally(() => (this.#syncing = undefined)))
  }

  async #read(): Promise<void> {
    clearTimeout(this.#refresh)
    try {
      await this.#readAll()
    } catch (thrown) {
      this.#options.log.debug(`the node "${this.name}" could not be read: ${String(thrown)}`)
    } finally {
      this.#firstReadDone()
    }
    if (this.#closed || !this.#health.isUp) return
    const [least, most] = this.#options.times.refresh
    this.#refresh = setTimeout(() => void this.#sync(), least + Math.random() * (most - least))
  }

  /** Who its engine is comes first: of a duplicate nothing else is read. */
  async #readAll(): Promise<void> {
    const { fail, times } = this.#options
    this.view.info.stale()
    const asked = askJson(this.#calls, { operation: 'SystemVersion' }, times.answerLimit, fail)
    const [version, info] = await Promise.all([asked, this.view.info.get()])
    if (this.#closed || !this.#health.isUp) return
    this.#identify(info)
    const duplicate = this.#options.duplicateOf(this, info.ID)
    if (duplicate !== undefined) return this.#duplicates(duplicate)
    await this.view.sync()
    // Another of the same engine may have been as quick.
    const same = this.#options.duplicateOf(this, info.ID)
    if (this.#closed) return this.view.containers.replace([])
    if (!this.#health.isUp) return
    if (same !== undefined) return this.#duplicates(same)
    this.#version = version
    if (this.#state === 'duplicate') this.#feed.open()
    this.#turn('healthy', undefined)
  }

  /** Another node is the same engine: this one is not used. */
  #duplicates(sentence: string): void {
    this.#turn('duplicate', sentence)
    this.#feed.close()
    this.view.containers.replace([])
  }

  #identify(info: Answer<'SystemInfo'>): void {
    const before = this.#info.ID
    if (before !== undefined && before !== info.ID) {
      this.#options.log.warn(`the node "${this.name}" is another engine now: its ID was ${before} and is ${info.ID}`)
    }
    this.#info = info
  }

  #turn(state: NodeState, reason: string | undefined): void {
    const before = this.#state
    this.#state = state
    this.#reason = reason
    if (before !== state) this.#options.changed(this, before)
  }
}
