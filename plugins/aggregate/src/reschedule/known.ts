import type { Answer } from 'libswarm-core'
import { eachSome } from '../each-some.js'
import type { EngineEvent } from '../nodes/engine-event.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { formerLabel, isOptedIn, policiesLabel } from './labels.js'

type Inspected = Answer<'ContainerInspect'>

/** How many containers of a node are inspected at the same time. */
const mostAtOnce = 4

/** What the containers that have opted in are made of: a node that fails cannot be asked any more. */
export class Known {
  readonly #byNode = new Map<Node, Map<string, Inspected>>()
  /** The inspections under way; old is one whose container has changed since, or is gone. */
  readonly #inspections = new Set<{ readonly node: Node; readonly id: string; isOld: boolean }>()

  constructor(pool: Pool) {
    pool.listen({
      event: (node, event) => {
        this.#forgetFormers(event)
        const id = containerOf(event)
        if (id === undefined) return
        if (event.Type === 'container' && event.Action === 'destroy') this.#forget(node, id)
        else void this.#learn(node, id)
      },
      changed: (node) => {
        if (pool.get(node.name) !== node) this.#byNode.delete(node)
        else if (node.state === 'healthy') void this.#learnAll(node)
      },
    })
    for (const node of pool.healthy()) void this.#learnAll(node)
  }

  /** Those of a node, as they were seen last. */
  of(node: Node): readonly Inspected[] {
    return [...(this.#byNode.get(node)?.values() ?? [])]
  }

  /** What was created anew, by whichever swarmd, is not to be so again: its successor may be removed by then. */
  #forgetFormers({ Type, Action, Actor }: EngineEvent): void {
    const text = Type === 'container' && Action === 'start' ? Actor?.Attributes?.[formerLabel] : undefined
    for (const id of text?.split(',') ?? []) for (const known of this.#byNode.values()) known.delete(id)
  }

  /** What is known already stays until the engine has told anew: it may fail before it has told of all. */
  async #learnAll(node: Node): Promise<void> {
    const ids = [...node.view.containers.all()].filter(isOptedIn).flatMap(({ Id }) => (Id === undefined ? [] : [Id]))
    const known = this.#byNode.get(node) ?? new Map<string, Inspected>()
    const there = new Set(ids)
    for (const id of known.keys()) if (!there.has(id)) known.delete(id)
    await eachSome(ids, mostAtOnce, (id) => this.#learn(node, id))
  }

  /** What is gone is not to be created anew, whether its node can say so or not. */
  #forget(node: Node, id: string): void {
    this.#outdate(node, id)
    this.#byNode.get(node)?.delete(id)
  }

  #outdate(node: Node, id: string): void {
    for (const each of this.#inspections) if (each.node === node && each.id === id) each.isOld = true
  }

  /** What an engine does not tell stays as it was known. */
  async #learn(node: Node, id: string): Promise<void> {
    this.#outdate(node, id)
    const inspection = { node, id, isOld: false }
    this.#inspections.add(inspection)
    try {
      const container = await node.find({ operation: 'ContainerInspect', path: { id } })
      if (inspection.isOld) return
      const isKept = container !== undefined && isOptedIn({ Labels: container.Config?.Labels ?? {} })
      if (isKept) this.#of(node).set(id, container)
      else this.#byNode.get(node)?.delete(id)
    } catch {
      // The node is about to fail, or to be read anew.
    } finally {
      this.#inspections.delete(inspection)
    }
  }

  #of(node: Node): Map<string, Inspected> {
    const known = this.#byNode.get(node) ?? new Map<string, Inspected>()
    this.#byNode.set(node, known)
    return known
  }
}

const changing = /^(create|start|restart|die|destroy|rename|update|pause|unpause|connect|disconnect)$/

/** The container that has changed and has said what is to become of it, or that a network has. */
function containerOf({ Type, Action = '', Actor }: EngineEvent): string | undefined {
  if (!changing.test(Action)) return undefined
  if (Type === 'network') return Actor?.Attributes?.['container']
  return Type === 'container' && Actor?.Attributes?.[policiesLabel] !== undefined ? Actor.ID : undefined
}
