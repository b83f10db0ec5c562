import type { Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { successorsOf } from './copies.js'
import type { Created } from './create-copy.js'
import { formers, inOrder, type Placed } from './former.js'
import { formerOf } from './labels.js'
import type { Leadership } from './leadership.js'
import type { Asked } from './move.js'
import { neverRan, removeLeftover, setAside, settle } from './returned.js'

/** Where a container that was to be moved may have copies, and by whose word they are looked after. */
interface Left {
  readonly nodes: Set<Node>
  readonly leadership: Leadership
}

/**
 * Copies that may be on nodes which fell silent while a container was moved to them, and which may even run when such a node
 * answers again: what it was asked for before it froze, it does then. One of two that run is stopped, and a copy that has
 * never run is removed.
 */
export class Leftovers {
  readonly #pool: Pool
  /** By the id of the container that was to be moved. */
  readonly #left = new Map<string, Left>()
  readonly #moving = new Set<string>()
  readonly #release: () => void
  #looking: Promise<void> = Promise.resolve()
  /** The nodes whose turn to be looked at is still to come. */
  readonly #due = new Set<Node>()

  constructor(pool: Pool) {
    this.#pool = pool
    this.#release = pool.listen({
      changed: (node) => this.#changed(node),
      event: (node, { Type, Action = '' }) => {
        if (Type === 'container' && ['create', 'start'].includes(Action)) this.#look(node)
      },
    })
  }

  /** Moves a container. Where that fails, the nodes that were asked for a copy are looked at, as soon as they answer. */
  async during<T extends Created | undefined>(
    id: string,
    leadership: Leadership,
    move: (asked: Asked) => Promise<T>,
  ): Promise<T> {
    const nodes = this.#left.get(id)?.nodes ?? new Set()
    this.#left.set(id, { nodes, leadership })
    this.#moving.add(id)
    try {
      const created = await move((node) => void nodes.add(node))
      if (created !== undefined) nodes.delete(created.node)
      return created
    } finally {
      this.#moving.delete(id)
      if (nodes.size === 0) this.#left.delete(id)
      for (const node of nodes) this.#look(node)
    }
  }

  /** Does something while nothing is looked at: two that each stop one of two would stop both. Settles as that does. */
  async inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#looking.then(work)
    this.#looking = done.catch(() => undefined)
    return done
  }

  /** Looks at nothing any more. Resolves when what was under way has ended. */
  async close(): Promise<void> {
    this.#release()
    this.#left.clear()
    await this.#looking
  }

  #changed(node: Node): void {
    if (this.#pool.get(node.name) === node) return this.#look(node)
    for (const id of this.#left.keys()) this.#forget(id, node)
  }

  #look(node: Node): void {
    const ids = this.#idsOn(node)
    if (node.state === 'down') for (const id of ids) this.#hide(id, node)
    if (ids.length === 0 || node.state !== 'healthy' || this.#due.has(node)) return
    this.#due.add(node)
    void this.inTurn(async () => {
      this.#due.delete(node)
      await node.view.settled()
      for (const id of this.#idsOn(node))
        await this.#settle(id, node).catch((thrown: unknown) => this.#warn(node, thrown))
    })
  }

  /** As long as its node is down, the name of a copy means the one that was to be moved, or that it was moved to since. */
  #hide(id: string, node: Node): void {
    const others = this.#pool.all().filter((other) => other !== node && other.state !== 'down')
    if (!others.some((other) => other.view.containers.get(id) !== undefined || copiesOn(other, id).length > 0)) return
    for (const { Id = '' } of copiesOn(node, id)) node.view.containers.delete(Id)
  }

  /** What was to be moved, is not being moved, and may have a copy on a node. */
  #idsOn(node: Node): readonly string[] {
    return [...this.#left].filter(([id, { nodes }]) => nodes.has(node) && !this.#moving.has(id)).map(([id]) => id)
  }

  /** Who is leader no more leaves it to who is. */
  async #settle(id: string, node: Node): Promise<void> {
    const leadership = this.#left.get(id)?.leadership
    if (this.#moving.has(id) || leadership?.isLeader !== true) return
    for (const container of copiesOn(node, id)) {
      const sentence = await settleCopy(this.#pool, leadership, { node, container }, id)
      if (sentence !== undefined) this.#pool.log.warn(sentence)
      this.#forget(id, node)
    }
  }

  #forget(id: string, node: Node): void {
    const nodes = this.#left.get(id)?.nodes
    nodes?.delete(node)
    if (nodes?.size === 0) this.#left.delete(id)
  }

  #warn({ name }: Node, thrown: unknown): void {
    this.#pool.log.warn(`what a move has left on the node "${name}": ${(thrown as Error).message}`)
  }
}

const copiesOn = (node: Node, id: string): readonly Summary[] =>
  [...node.view.containers.all()].filter((container) => formerOf(container).at(-1) === id)

/**
 * Has one of two stay: the old one, or one that it was moved to since, where the copy has never run. Returns what is to be told
 * of it.
 */
async function settleCopy(pool: Pool, leadership: Leadership, copy: Placed, id: string): Promise<string | undefined> {
  const { Id: own = '' } = copy.container
  const former = formers(pool).find((one) => one.container.Id === id && one.successor.container.Id === own)
  if (former !== undefined) {
    if (!(await neverRan(copy))) return setAside(pool, leadership, former)
    await removeLeftover(pool, leadership, copy)
    return undefined
  }
  const others = await successorsOf(pool, copy.container)
  const other = others.find(({ container: { State } }) => State === 'running') ?? others[0]
  if (other === undefined) return undefined
  const isMadeOfIt = formerOf(other.container).includes(own)
  return settle(pool, leadership, isMadeOfIt ? { ...copy, successor: other } : inOrder(copy, other))
}
