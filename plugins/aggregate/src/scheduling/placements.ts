import { portsOn } from './filters/port.js'
import { tried } from './filters/tried.js'
import { groupBy } from './group-by.js'
import type { Request } from './request/request.js'
import { isRefusal, type Refusal, type Scheduled } from './result.js'
import { schedule, type ScheduleOptions } from './schedule.js'
import type { ContainerSnapshot, NodeSnapshot, Snapshot } from './snapshot.js'

/** A container that has a node and is not on it yet. It counts there until one of the calls says that it need not. */
export interface Placement extends Scheduled {
  /**
   * The engine has made it. It counts on until the node's own state has it, or is of a later time.
   *
   * @param at the time, by the clock of `NodeSnapshot.asOf`
   */
  created(id: string, at: number): void
  /** The engine has not made it. */
  failed(): void
}

interface Pending {
  readonly nodeId: string
  readonly container: ContainerSnapshot
  /** The volumes that it names: its node has them, or is about to. */
  readonly volumes: readonly string[]
  /** When it was made; undefined while that is under way. */
  readonly createdAt?: number
}

/**
 * The containers that are being created. Choosing a node and counting the container there is one step, so that two creates
 * at once never take the same room.
 */
export class Placements {
  readonly #pending = new Map<symbol, Pending>()

  /** How many containers are counted that no node has shown yet. */
  get size(): number {
    return this.#pending.size
  }

  /**
   * Chooses a node and counts the container there. Throws what `schedule` throws.
   *
   * @param pool what the nodes say, all of them, without what is pending
   * @param failures why nodes that were asked already have not made it, by id: they are not asked again
   */
  place(
    pool: Snapshot,
    request: Request,
    options: ScheduleOptions,
    seed: number,
    failures: ReadonlyMap<string, string> = new Map(),
  ): Placement | Refusal {
    const filters = [tried(failures), ...options.filters]
    const found = schedule(this.counted(pool), request, { ...options, filters }, seed)
    if (isRefusal(found)) return found
    const key = Symbol()
    const { node } = found.best
    const pending: Pending = {
      nodeId: node.id,
      container: pendingOf(request, node),
      volumes: request.volumes.map(({ name }) => name),
    }
    this.#pending.set(key, pending)
    return {
      ...found,
      created: (id, at) => {
        if (!this.#pending.has(key)) return
        this.#pending.set(key, { ...pending, container: { ...pending.container, id }, createdAt: at })
      },
      failed: () => {
        this.#pending.delete(key)
      },
    }
  }

  /** The pool with what is pending. What its nodes show by now, or cannot show any more, is pending no longer. */
  counted(pool: Snapshot): Snapshot {
    if (this.#pending.size === 0) return pool
    this.#settle(new Map(pool.map((node) => [node.id, node])))
    const byNode = groupBy(this.#pending.values(), ({ nodeId }) => nodeId)
    return pool.map((node) => {
      const more = byNode.get(node.id)
      if (more === undefined) return node
      return {
        ...node,
        containers: [...node.containers, ...more.map(({ container }) => container)],
        volumes: new Set([...node.volumes, ...more.flatMap(({ volumes }) => volumes)]),
      }
    })
  }

  /** A container is gone: for who hears of its end before any node has shown it. */
  removed(id: string): void {
    for (const [key, { container }] of this.#pending) if (container.id === id) this.#pending.delete(key)
  }

  #settle(nodes: ReadonlyMap<string, NodeSnapshot>): void {
    for (const [key, pending] of this.#pending)
      if (isSettled(pending, nodes.get(pending.nodeId))) this.#pending.delete(key)
  }
}

function isSettled({ container, createdAt }: Pending, node: NodeSnapshot | undefined): boolean {
  // A name is nobody else's there: the engine has made it and has not answered yet.
  if (createdAt === undefined) return node !== undefined && sharesName(container, node)
  if (node === undefined) return true
  const isOlder = node.asOf === undefined || node.asOf <= createdAt
  return !isOlder || node.containers.some(({ id }) => id === container.id)
}

const sharesName = ({ names }: ContainerSnapshot, node: NodeSnapshot): boolean =>
  node.containers.some((other) => names.some((name) => other.names.includes(name)))

/** What counts of a container before there is one. */
const pendingOf = (
  { name, image, labels, memory, nanoCpus, ports }: Request,
  node: NodeSnapshot,
): ContainerSnapshot => ({
  id: '',
  names: name === undefined ? [] : [name],
  image,
  imageId: '',
  labels,
  state: 'created',
  memory,
  nanoCpus,
  ports: portsOn(node, ports),
})
