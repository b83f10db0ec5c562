import type { Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { successorsOf } from './copies.js'
import { removeCopy, type Created } from './create-copy.js'
import { formers, type Placed } from './former.js'
import { formerOf } from './labels.js'
import { alone } from './leadership.js'
import type { Asked } from './move.js'
import { setAside } from './returned.js'

/**
 * Copies that may be on nodes which fell silent while a container was moved to them, and which may even run when such a node
 * answers again: what it was asked for before it froze, it does then. One of two that run is stopped, and a copy that has
 * never run is removed.
 */
export class Leftovers {
  readonly #pool: Pool
  /** The nodes that may have one, by the id of the container that was to be moved. */
  readonly #nodes = new Map<string, Set<Node>>()
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
  async during(id: string, move: (asked: Asked) => Promise<Created>): Promise<Created> {
    const nodes = this.#nodes.get(id) ?? new Set()
    this.#nodes.set(id, nodes)
    this.#moving.add(id)
    try {
      const created = await move((node) => void nodes.add(node))
      nodes.delete(created.node)
      return created
    } finally {
      this.#moving.delete(id)
      if (nodes.size === 0) this.#nodes.delete(id)
      for (const node of nodes) this.#look(node)
    }
  }

  /** Looks at nothing any more. Resolves when what was under way has ended. */
  async close(): Promise<void> {
    this.#release()
    this.#nodes.clear()
    await this.#looking
  }

  #changed(node: Node): void {
    if (this.#pool.get(node.name) === node) return this.#look(node)
    for (const id of this.#nodes.keys()) this.#forget(id, node)
  }

  #look(node: Node): void {
    const ids = this.#idsOn(node)
    if (node.state === 'down') for (const { Id = '' } of ids.flatMap((id) => copiesOn(node, id))) hide(node, Id)
    if (ids.length === 0 || node.state !== 'healthy' || this.#due.has(node)) return
    this.#due.add(node)
    this.#looking = this.#looking.then(async () => {
      this.#due.delete(node)
      await node.view.settled()
      for (const id of this.#idsOn(node))
        await this.#settle(id, node).catch((thrown: unknown) => this.#warn(node, thrown))
    })
  }

  /** What was to be moved, is not being moved, and may have a copy on a node. */
  #idsOn(node: Node): readonly string[] {
    return [...this.#nodes].filter(([id, nodes]) => nodes.has(node) && !this.#moving.has(id)).map(([id]) => id)
  }

  async #settle(id: string, node: Node): Promise<void> {
    if (this.#moving.has(id) || !this.#nodes.has(id)) return
    for (const container of copiesOn(node, id)) {
      await settleCopy(this.#pool, { node, container }, id)
      this.#forget(id, node)
    }
  }

  #forget(id: string, node: Node): void {
    const nodes = this.#nodes.get(id)
    nodes?.delete(node)
    if (nodes?.size === 0) this.#nodes.delete(id)
  }

  #warn({ name }: Node, thrown: unknown): void {
    this.#pool.log.warn(`what a move has left on the node "${name}": ${(thrown as Error).message}`)
  }
}

const copiesOn = (node: Node, id: string): readonly Summary[] =>
  [...node.view.containers.all()].filter((container) => formerOf(container).at(-1) === id)

/** As long as its node is down, the name of a copy means the one that was to be moved. */
const hide = (node: Node, id: string): void => void node.view.containers.delete(id)

/** Has one of two stay: the old one, or one that it was moved to since, where the copy has never run. */
async function settleCopy(pool: Pool, copy: Placed, id: string): Promise<void> {
  const { node, container } = copy
  const path = { id: container.Id ?? '' }
  const former = formers(pool).find((one) => one.container.Id === id && one.successor.container.Id === path.id)
  const others = former === undefined ? await successorsOf(pool, container) : [former]
  const other = others.find(({ container: { State } }) => State === 'running') ?? others[0]
  if (other === undefined) return
  const now = await node.find({ operation: 'ContainerInspect', path })
  if (now?.State?.Status !== 'created') return setAside(pool, alone, former ?? { ...copy, successor: other })
  await removeCopy(pool, { node, id: path.id })
  await node.view.renew(path.id)
  pool.log.info(`a copy that a move has left on the node "${node.name}" is removed`)
}
