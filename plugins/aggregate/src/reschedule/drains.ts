import { namesOf, type Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import { qualified } from '../names/found.js'
import type { CopyParts } from './create-copy.js'
import { whyFixed } from './fixed.js'
import { isOptedIn, policiesLabel } from './labels.js'
import { alone } from './leadership.js'
import type { Leftovers } from './leftovers.js'
import { move } from './move.js'

/** What draining needs. */
export interface DrainParts extends CopyParts {
  readonly leftovers: Leftovers
}

/** What has become of the containers of a node that is drained. */
export interface Drained {
  readonly Moved: readonly { readonly Name: string; readonly ID: string; readonly Node: string }[]
  readonly Stayed: readonly { readonly Name: string; readonly ID: string; readonly Reason: string }[]
  /** The names of those whose turn has not come, or is not over. */
  readonly Moving: readonly string[]
}

interface Drain {
  readonly report: { Moved: Drained['Moved'][number][]; Stayed: Drained['Stayed'][number][]; Moving: string[] }
  readonly done: Promise<void>
}

const notOptedIn = `it has not opted in by the label ${policiesLabel}=["on-node-failure"]`

/** The drains that are under way, one of a node at a time. */
export class Drains {
  readonly #parts: DrainParts
  readonly #running = new Map<Node, Drain>()
  readonly #ending = new AbortController()

  constructor(parts: DrainParts) {
    this.#parts = parts
  }

  /** Empties a node, one container after another, as far as they have opted in; goes on when the wait for it is over. */
  async drain(node: Node): Promise<Drained> {
    const drain = this.#running.get(node) ?? this.#start(node)
    await atMost(this.#parts.pool.times.drainWait, drain.done)
    return drain.report
  }

  /** Moves no further container. Resolves when what was under way has ended. */
  async close(): Promise<void> {
    const { fail } = this.#parts.pool
    this.#ending.abort(fail('Unavailable', 'the pool is closing'))
    await Promise.all([...this.#running.values()].map(({ done }) => done))
  }

  #start(node: Node): Drain {
    const containers = [...node.view.containers.all()]
    const report: Drain['report'] = { Moved: [], Stayed: [], Moving: containers.map(nameOf) }
    const done = this.#moveAll(node, containers, report).finally(() => this.#running.delete(node))
    const drain = { report, done }
    this.#running.set(node, drain)
    return drain
  }

  async #moveAll(node: Node, containers: readonly Summary[], report: Drain['report']): Promise<void> {
    for (const container of containers) {
      const Name = nameOf(container)
      const ID = container.Id ?? ''
      try {
        const created = await this.#moveOne(node, container)
        report.Moved.push({ Name, ID: created.id, Node: created.node.name })
        this.#parts.pool.log.info(
          `${Name} was moved from ${node.name} to ${qualified({ node: created.node, name: Name })}`,
        )
      } catch (thrown) {
        report.Stayed.push({ Name, ID, Reason: (thrown as Error).message })
      }
      report.Moving.splice(report.Moving.indexOf(Name), 1)
    }
  }

  async #moveOne(node: Node, summary: Summary) {
    const { fail } = this.#parts.pool
    if (!isOptedIn(summary)) throw fail('Conflict', notOptedIn)
    if (node.availability !== 'drain') throw fail('Conflict', `the node "${node.name}" is not drained any more`)
    this.#ending.signal.throwIfAborted()
    const container = await node.ask({ operation: 'ContainerInspect', path: { id: summary.Id ?? '' } })
    const fixed = container.State?.Paused === true ? 'it is paused' : whyFixed(container)
    if (fixed !== undefined) throw fail('Conflict', fixed)
    const { signal } = this.#ending
    return this.#parts.leftovers.during(container.Id ?? '', alone, (asked) =>
      move(this.#parts, node, container, { signal, asked }),
    )
  }
}

const nameOf = (summary: Summary): string => namesOf(summary)[0] ?? summary.Id ?? ''

/** Waits for work that never rejects, and no longer than so many ms. */
async function atMost(limit: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limit)))
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
