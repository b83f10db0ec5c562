import { randomUUID } from 'node:crypto'
import type { Child, EngineHandle } from 'libswarm-core'
import { atMost } from '../at-most.js'
import { eachSome } from '../each-some.js'
import type { Fail } from '../fail.js'
import { NameOwners } from '../names/owners.js'
import type { Times } from '../times.js'
import type { ChildEntry } from './entry.js'
import type { EngineEvent } from './engine-event.js'
import { Node, type NodeState } from './node.js'
import { closeAll, spawnAll } from './spawn.js'

/** Hears of what happens in the pool. */
export interface PoolListener {
  /** An engine has told of an event. */
  event?(node: Node, event: EngineEvent): void
  /** A node has become another state, or has joined (`before` is undefined) or left (`node.state` stays). */
  changed?(node: Node, before: NodeState | undefined): void
}

/** What a pool is made of. */
export interface PoolOptions {
  readonly spawn: (spec: string) => Promise<Child>
  readonly times: Times
  readonly fail: Fail
  readonly log: EngineHandle['log']
  /** An engine that does not answer makes the whole answer fail. */
  readonly strict: boolean
  /** Lists of containers are kept for as long as events tell that they are right; otherwise every one is asked for. */
  readonly cache?: boolean
}

/** How many engines are asked for the first time at once: a thousand would wait for each other, and for too long. */
const mostAtOnce = 128

/** The engines that are made one. Children come and go while it runs. */
export class Pool {
  readonly fail: Fail
  readonly times: Times
  readonly log: EngineHandle['log']
  readonly strict: boolean
  readonly cache: boolean
  /** What this very pool is known by in the `info` of pools that it is in, until it is closed. */
  readonly instance = randomUUID()
  /** How many nodes have a container of a name. */
  readonly owners = new NameOwners()
  readonly #options: PoolOptions
  readonly #nodes = new Map<string, Node>()
  readonly #listeners = new Set<PoolListener>()
  /** The names of children that are being spawned. */
  readonly #joining = new Set<string>()
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
    this.fail = options.fail
    this.times = options.times
    this.log = options.log
    this.strict = options.strict
    this.cache = options.cache ?? false
  }

  /** All nodes, in the order that they came. */
  all(): readonly Node[] {
    return [...this.#nodes.values()]
  }

  /** Those that calls can be sent to: healthy, or not known to be otherwise. */
  usable(): readonly Node[] {
    return this.all().filter(({ state }) => state === 'healthy' || state === 'pending')
  }

  /** Those whose engine has answered and still does. */
  healthy(): readonly Node[] {
    return this.all().filter(({ state }) => state === 'healthy')
  }

  /** Those that do not answer. */
  down(): readonly Node[] {
    return this.all().filter(({ state }) => state === 'down')
  }

  get(name: string): Node | undefined {
    return this.#nodes.get(name)
  }

  /** Whether a child has a name, or is about to. */
  isTaken(name: string): boolean {
    return this.#nodes.has(name) || this.#joining.has(name)
  }

  /** Hears of everything from now on; returns what ends it. */
  listen(listener: PoolListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /**
   * Adds children, in their order. Rejects where the name of one is taken, or its backend cannot be spawned; resolves when
   * every engine has been asked once, and no later than an answer of theirs may take: those that have not answered are
   * pending.
   */
  async add(entries: readonly ChildEntry[]): Promise<void> {
    const begin = performance.now()
    const taken = entries.find(({ name }) => this.isTaken(name))
    if (taken !== undefined) throw this.fail('Conflict', `another child is named "${taken.name}"`)
    const nodes = await this.#holding(entries, async () => this.#joinAll(entries, await this.#spawn(entries)))
    await this.#start(nodes, begin)
  }

  /**
   * Puts a child in the place of the one of its name, which stays where the backend of the new one cannot be spawned. There
   * is one of the name at every moment. Resolves when the old one has ended, too.
   */
  async replace(entry: ChildEntry): Promise<void> {
    const begin = performance.now()
    let left: Promise<void> | undefined
    const nodes = await this.#holding([entry], async () => {
      const children = await this.#spawn([entry])
      left = this.#leave(entry.name)
      return this.#joinAll([entry], children)
    })
    await Promise.all([this.#start(nodes, begin), left])
  }

  /** Takes a child out. */
  async remove(name: string): Promise<void> {
    const node = this.#nodes.get(name)
    if (node === undefined) return
    this.#nodes.delete(name)
    this.#tell((listener) => listener.changed?.(node, node.state))
    try {
      await node.close()
    } finally {
      this.#unmask(node)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.all().map((node) => node.close()))
  }

  /** Has the names of children taken while they are made: who comes meanwhile with one of them has to take another. */
  async #holding<T>(entries: readonly ChildEntry[], make: () => Promise<T>): Promise<T> {
    for (const { name } of entries) this.#joining.add(name)
    try {
      return await make()
    } finally {
      for (const { name } of entries) this.#joining.delete(name)
    }
  }

  #spawn(entries: readonly ChildEntry[]): Promise<Child[]> {
    return spawnAll(entries, this.#options.spawn, this.fail)
  }

  /** Lets children that are spawned join; those that come too late are closed. */
  async #joinAll(entries: readonly ChildEntry[], children: readonly Child[]): Promise<readonly Node[]> {
    if (!this.#closed) return entries.map((entry, index) => this.#join(entry, children[index]!))
    await closeAll(children)
    throw this.fail('Unavailable', 'the pool is closed')
  }

  /** Asks the engines of nodes for the first time, for no longer than an answer may take. */
  async #start(nodes: readonly Node[], begin: number): Promise<void> {
    const started = eachSome(nodes, mostAtOnce, (node) => node.start())
    await atMost(this.times.answerLimit - (performance.now() - begin), started)
  }

  #join(entry: ChildEntry, child: Child): Node {
    const { times, fail, log } = this.#options
    const node: Node = new Node(entry, {
      child,
      times,
      fail,
      log,
      owners: this.owners,
      event: (from, event) => this.#tell((listener) => listener.event?.(from, event)),
      changed: (changed, before) => this.#changed(changed, before),
      duplicateOf: (one) => this.#duplicateOf(one),
    })
    this.#nodes.set(entry.name, node)
    this.#tell((listener) => listener.changed?.(node, undefined))
    return node
  }

  #changed(node: Node, before: NodeState): void {
    const { name, state, reason } = node
    if (state === 'healthy') this.log.info(`the node "${name}" is healthy`)
    else if (state !== 'pending') this.log.warn(`the node "${name}" is ${state}: ${reason}`)
    this.#tell((listener) => listener.changed?.(node, before))
    if (state === 'down') this.#unmask(node)
  }

  /** All pools that are in this one, and itself; those that are not used, too: a loop is one wherever it is cut. */
  pools(): readonly string[] {
    return [...new Set([this.instance, ...this.all().flatMap(({ pools }) => pools)])]
  }

  /** Of nodes that are the same engine the first one that is healthy is used; one that has this pool in it never is. */
  #duplicateOf({ id, name, pools }: Pick<Node, 'id' | 'name' | 'pools'>): string | undefined {
    if (pools.includes(this.instance)) return 'it leads back to this pool, which cannot be a node of itself'
    // Not every engine has an ID.
    if (id === undefined) return undefined
    for (const other of this.#nodes.values())
      if (other.id === id && other.name !== name && other.state === 'healthy')
        return `its engine has the ID ${id}, as that of the node "${other.name}"`
    return undefined
  }

  /** As `remove`; that a child did not end well is told in the log. */
  async #leave(name: string): Promise<void> {
    try {
      await this.remove(name)
    } catch (thrown) {
      this.log.error(`the node "${name}" has left, and did not end well: ${(thrown as Error).message}`)
    }
  }

  /** What was a duplicate of a node that has left, or is down, is looked at again. */
  #unmask(left: Node): void {
    const others = this.all().filter(({ state, id }) => state === 'duplicate' && id === left.id)
    // What it has is theirs from now on.
    if (others.length > 0) left.view.containers.replace([])
    for (const other of others) other.succeed(left)
  }

  #tell(tell: (listener: PoolListener) => void): void {
    for (const listener of [...this.#listeners]) tell(listener)
  }
}
