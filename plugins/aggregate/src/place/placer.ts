import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { eligible } from '../scheduling/eligible.js'
import { affinity } from '../scheduling/filters/affinity.js'
import { availability } from '../scheduling/filters/availability.js'
import { constraint } from '../scheduling/filters/constraint.js'
import { whitelist } from '../scheduling/filters/whitelist.js'
import { Placements, type Placement } from '../scheduling/placements.js'
import { isRefusal } from '../scheduling/result.js'
import type { Request } from '../scheduling/request/request.js'
import { schedule, type ScheduleOptions } from '../scheduling/schedule.js'
import type { Snapshot } from '../scheduling/snapshot.js'
import { Holdings } from './holdings.js'
import { NodeSnapshots } from './node-snapshots.js'

/** A node that was chosen. A container counts there until one of the calls of `placement` says that it need not. */
export interface Placed {
  readonly node: Node
  readonly placement: Placement
}

/** Chooses nodes by what is known of all of them. */
export class Placer {
  readonly options: ScheduleOptions
  readonly #pool: Pool
  readonly #placements = new Placements()
  readonly #holdings = new WeakMap<Node, Holdings>()
  readonly #snapshots = new NodeSnapshots()
  #seed = 0

  constructor(pool: Pool, options: ScheduleOptions) {
    this.#pool = pool
    this.options = options
    pool.listen({
      event: (node, { Type, Action = '', Actor }) => {
        if (Type !== 'container' || Actor?.ID === undefined) return
        if (/^(destroy|update|start|die)$/.test(Action)) this.#holdingsOf(node).forget(Actor.ID)
        if (Action === 'destroy') this.#placements.removed(Actor.ID)
      },
    })
  }

  /**
   * Chooses a node for a container and counts the container there, in one step. Throws what says why there is none.
   *
   * @param failures why nodes that were asked already have not made it, by id
   */
  async place(request: Request, failures: ReadonlyMap<string, string>): Promise<Placed> {
    const snapshot = await this.#snapshot(request)
    const found = this.#placements.place(snapshot, request, this.options, this.#seed++, failures)
    if (isRefusal(found)) throw this.#pool.fail(found.kind, found.sentence)
    try {
      return { node: this.#nodeOf(found.best.node.name), placement: found }
    } catch (thrown) {
      found.failed()
      throw thrown
    }
  }

  /** Chooses a node for something that is no container: nothing is counted. */
  async choose(request: Request): Promise<Node> {
    const snapshot = this.#placements.counted(await this.#snapshot(request))
    const found = schedule(snapshot, request, this.options, this.#seed++)
    if (isRefusal(found)) throw this.#pool.fail(found.kind, found.sentence)
    return this.#nodeOf(found.best.node.name)
  }

  /** The nodes that a request means for something that takes no room there, whether they answer or not. */
  async meant(request: Request): Promise<readonly Node[]> {
    const snapshot = await this.#snapshot(request)
    const { nodes } = eligible(snapshot, request, [availability, whitelist, constraint, affinity], this.options)
    return nodes.map(({ name }) => this.#nodeOf(name))
  }

  /** A container that was made is gone before its node has shown it. */
  removed(id: string): void {
    this.#placements.removed(id)
  }

  /** What is known of all nodes, once all that the request looks at is known. A node that does not tell is not healthy. */
  async #snapshot(request: Request): Promise<Snapshot> {
    const nodes = this.#pool.all().filter(({ state }) => state !== 'duplicate')
    const told = await Promise.all(nodes.map((node) => this.#learn(node, request)))
    return nodes.map((node, index) => {
      const snapshot = this.#snapshots.of(node, this.#holdingsOf(node))
      return told[index] === true ? snapshot : { ...snapshot, healthy: false }
    })
  }

  async #learn(node: Node, request: Request): Promise<boolean> {
    if (node.state !== 'healthy') return false
    const { view } = node
    const looksAt: Promise<unknown>[] = []
    if (!view.images.isKnown) looksAt.push(view.images.get())
    if (request.volumes.length > 0 && !view.volumes.isKnown) looksAt.push(view.volumes.get())
    if (request.networks.length > 0 && !view.networks.isKnown) looksAt.push(view.networks.get())
    if (holdsSomething(request)) looksAt.push(this.#holdingsOf(node).complete())
    try {
      await Promise.all(looksAt)
      return true
    } catch {
      return false
    }
  }

  #holdingsOf(node: Node): Holdings {
    const known = this.#holdings.get(node)
    if (known !== undefined) return known
    const holdings = new Holdings(node)
    this.#holdings.set(node, holdings)
    return holdings
  }

  #nodeOf(name: string): Node {
    const node = this.#pool.get(name)
    if (node === undefined) throw this.#pool.fail('Unavailable', `the node "${name}" has just left the pool`)
    return node
  }
}

/** Whether a request asks for what only an inspection tells of the containers that are there. */
const holdsSomething = ({ memory, nanoCpus, ports }: Request): boolean => memory > 0 || nanoCpus > 0 || ports.length > 0
