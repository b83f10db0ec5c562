import type { Answer } from 'libswarm-core'
import { qualified } from '../names/found.js'
import type { Node } from '../nodes/node.js'
import { formers, type Former } from './former.js'
import { Known } from './known.js'
import type { Leftovers } from './leftovers.js'
import { reschedule, type RescheduleParts } from './reschedule.js'
import { settle } from './returned.js'

type Inspected = Answer<'ContainerInspect'>

/** What rescheduling, and looking after what it leaves, needs. */
export interface ReschedulerParts extends RescheduleParts {
  readonly leftovers: Leftovers
}

/** Has what ran on a node that fails run elsewhere, as far as it has opted in, and this swarmd is leader. */
export class Rescheduler {
  readonly #parts: ReschedulerParts
  readonly #known: Known
  readonly #downSince = new Map<Node, number>()
  readonly #timers = new Map<Node, NodeJS.Timeout>()
  readonly #running = new Set<Promise<void>>()
  /** The nodes whose turn to have what came back set aside is still to come. */
  readonly #due = new Set<Node>()
  /** What was said of a container, or of two, last, so that it is said once. */
  readonly #said = new Map<string, string>()
  readonly #ending = new AbortController()
  readonly #release: (() => void)[]

  constructor(parts: ReschedulerParts) {
    const { pool, leadership } = parts
    this.#parts = parts
    this.#known = new Known(pool)
    this.#release = [
      pool.listen({ changed: (node) => this.#changed(node) }),
      leadership.onChange(() => this.#lookAtAll()),
    ]
    this.#lookAtAll()
  }

  /** Begins nothing any more. Resolves when what was under way has ended. */
  async close(): Promise<void> {
    for (const release of this.#release) release()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#ending.abort(this.#parts.pool.fail('Unavailable', 'the pool is closing'))
    await Promise.all(this.#running)
  }

  #lookAtAll(): void {
    for (const node of this.#parts.pool.all()) this.#changed(node)
  }

  #changed(node: Node): void {
    const { pool, leadership } = this.#parts
    if (node.state !== 'down' || pool.get(node.name) !== node) {
      clearTimeout(this.#timers.get(node))
      this.#timers.delete(node)
      this.#downSince.delete(node)
      if (node.state === 'healthy' && leadership.isLeader) this.#setAsideInTurn(node)
      return
    }
    const since = this.#downSince.get(node) ?? performance.now()
    this.#downSince.set(node, since)
    const time = since + pool.times.rescheduleGrace - performance.now()
    this.#wait(node, time, () => this.#run(() => this.#moveAll(node)))
  }

  /** Has something happen to a node in a while, unless the node changes before. */
  #wait(node: Node, time: number, then: () => void): void {
    clearTimeout(this.#timers.get(node))
    this.#timers.set(node, setTimeout(then, Math.max(0, time)))
  }

  #run(work: () => Promise<void>): void {
    if (this.#ending.signal.aborted) return
    const running = work().finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  /** Those that could not be moved are tried again; who becomes leader looks at all nodes. */
  async #moveAll(node: Node): Promise<void> {
    const { pool, leadership } = this.#parts
    // A node that has left is as it was last.
    const isDown = () => node.state === 'down' && pool.get(node.name) === node && !this.#ending.signal.aborted
    let isLeft = false
    for (const container of this.#known.of(node)) {
      if (!isDown() || !leadership.isLeader) return
      if (container.State?.Running === true && !(await this.#move(node, container))) isLeft = true
    }
    if (isLeft && isDown()) {
      this.#wait(node, pool.times.rescheduleRetry, () => this.#run(() => this.#moveAll(node)))
    }
  }

  async #move(node: Node, container: Inspected): Promise<boolean> {
    const { Id = '', Name = '' } = container
    const old = qualified({ node, name: Name.replace(/^\//, '') })
    try {
      const { leftovers, leadership } = this.#parts
      const { signal } = this.#ending
      const created = await leftovers.during(Id, leadership, (asked) =>
        reschedule(this.#parts, container, { signal, asked }),
      )
      if (created !== undefined) this.#say(Id, `${old} runs on ${created.node.name} now: its node is down`)
      return true
    } catch (thrown) {
      this.#say(Id, `${old} is not created elsewhere: ${(thrown as Error).message}`)
      return false
    }
  }

  #setAsideInTurn(node: Node): void {
    if (this.#due.has(node)) return
    this.#due.add(node)
    this.#run(() =>
      this.#parts.leftovers.inTurn(async () => {
        this.#due.delete(node)
        await this.#setAside(node)
      }),
    )
  }

  /** Those that could not be set aside are tried again, as long as the node answers. */
  async #setAside(node: Node): Promise<void> {
    const { pool, leadership } = this.#parts
    const isThere = () =>
      node.state === 'healthy' && pool.get(node.name) === node && leadership.isLeader && !this.#ending.signal.aborted
    let isLeft = false
    for (const former of formers(pool)) {
      if (!isThere()) return
      if (former.node !== node && former.successor.node !== node) continue
      if (!(await this.#settle(former))) isLeft = true
    }
    if (isLeft && isThere()) this.#wait(node, pool.times.rescheduleRetry, () => this.#setAsideInTurn(node))
  }

  async #settle({ node, container: { Id = '' }, successor }: Former): Promise<boolean> {
    // One may have been set aside for another one just before.
    const container = node.view.containers.get(Id)
    if (container === undefined) return true
    const { pool, leadership } = this.#parts
    const key = `${Id} ${successor.container.Id ?? ''}`
    try {
      const sentence = await settle(pool, leadership, { node, container, successor })
      if (sentence !== undefined) this.#say(key, sentence)
      return true
    } catch (thrown) {
      this.#say(key, `${node.name}: ${(thrown as Error).message}`)
      return false
    }
  }

  #say(id: string, sentence: string): void {
    if (this.#said.get(id) === sentence) return
    this.#said.set(id, sentence)
    if (this.#said.size > 10_000) this.#said.delete(this.#said.keys().next().value!)
    this.#parts.pool.log.warn(sentence)
  }
}
