import type { EngineEvent } from '../nodes/engine-event.js'
import type { Node, NodeState } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { connectionEvent, remembered } from './connections.js'
import { poolEvent, type PoolEvent } from './pool-event.js'

/** The events of all nodes as one stream, and those of the pool itself. */
export class PoolEvents {
  readonly #listeners = new Set<(told: PoolEvent) => void>()
  readonly #own: PoolEvent[] = []
  readonly #met = new WeakSet<Node>()

  constructor(pool: Pool) {
    for (const node of pool.healthy()) this.#changed(node, undefined)
    pool.listen({
      event: (node, event) => this.#tell(node, event),
      changed: (node, before) => this.#changed(node, before),
    })
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size
  }

  /** The last events of the pool itself. */
  get own(): readonly PoolEvent[] {
    return [...this.#own]
  }

  /** Calls back for every event from now on; returns what ends that. */
  listen(listener: (told: PoolEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #changed(node: Node, before: NodeState | undefined): void {
    const event = connectionEvent(node, before, this.#met.has(node))
    if (node.state === 'healthy') this.#met.add(node)
    if (event === undefined) return
    this.#own.push(poolEvent(node, event))
    if (this.#own.length > remembered) this.#own.shift()
    this.#tell(node, event)
  }

  #tell(node: Node, event: EngineEvent): void {
    if (this.#listeners.size === 0) return
    const told = poolEvent(node, event)
    for (const listener of [...this.#listeners]) listener(told)
  }
}
