import { setTimeout as sleep } from 'node:timers/promises'
import { eachSome } from '../each-some.js'
import { missingIn, mostAtOnce, type Gathered } from '../merge/gather.js'
import { lastOf, namesOf } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/** A container that an engine has just given a name. */
export interface Given {
  readonly node: Node
  readonly id: string
  /** Without the `/`. */
  readonly name: string
}

/** A container that has the name of another one, on another node. */
export interface Rival {
  readonly node: Node
  readonly id: string
}

/** What the other nodes have told. */
export interface Rivalry extends Pick<Gathered<unknown>, 'silent'> {
  /** To whom the name is to be left; undefined where no node that answered has another container of it. */
  readonly rival: Rival | undefined
  /** The nodes that are pools, and of which a part has not told. */
  readonly partial: Gathered<unknown>['silent']
}

/** The first and the longest pause between two looks at one that is about to go, in ms. */
const [firstPause, longestPause] = [20, 200]

/**
 * Asks all other nodes at once whether they have a container of the name. Of two that were given it at the same moment, the
 * younger one has to leave it, and the older one waits for that; whoever has answered its client does not leave.
 *
 * @param wait how long the older one waits, in ms; with 0 it leaves the name to anybody
 */
export async function askForRivals(pool: Pool, given: Given, wait: number): Promise<Rivalry> {
  const end = performance.now() + wait
  const over = new AbortController()
  const silent: Rivalry['silent'][number][] = []
  const partial = new Map<Node, string>()
  let rival: Rival | undefined
  const others = pool.usable().filter((node) => node !== given.node)
  await eachSome(others, mostAtOnce, async (node) => {
    if (rival !== undefined) return
    try {
      const found = await new Look(node, given, over.signal, partial).rival(end)
      rival ??= found
    } catch (thrown) {
      if (rival === undefined) silent.push({ node, reason: (thrown as Error).message })
    }
    // The others need not be waited for.
    if (rival !== undefined) over.abort(pool.fail('Conflict', 'the name is taken'))
  })
  return { rival, silent, partial: [...partial].map(([node, reason]) => ({ node, reason })) }
}

/** The look at one node. */
class Look {
  readonly #node: Node
  readonly #given: Given
  readonly #signal: AbortSignal
  readonly #partial: Map<Node, string>

  constructor(node: Node, given: Given, signal: AbortSignal, partial: Map<Node, string>) {
    this.#node = node
    this.#given = given
    this.#signal = signal
    this.#partial = partial
  }

  /** The rival on the node; undefined where there is none, or none any more. Rejects where the node does not tell. */
  async rival(end: number): Promise<Rival | undefined> {
    let found = await this.#find()
    for (let pause = firstPause; found !== undefined; pause = Math.min(2 * pause, longestPause)) {
      if (performance.now() >= end) return found
      try {
        if (!(await this.#isYounger(found))) return found
        await sleep(pause, undefined, { signal: this.#signal })
        found = await this.#find()
      } catch {
        // What was there may be there still.
        return found
      }
    }
    await this.#forget()
    return undefined
  }

  async #find(): Promise<Rival | undefined> {
    const { id, name } = this.#given
    const filters = { name: [`^/${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`] }
    const job = { operation: 'ContainerList', query: { all: true, filters }, signal: this.#signal } as const
    const list = await this.#node.ask(job, (headers) => {
      for (const { node, reason } of missingIn(this.#node, headers)) this.#partial.set(node, reason)
    })
    // Not every engine knows the filter. A pool that has two of the name shows each with its node.
    const other = list.find((one) => one.Id !== id && namesOf(one).some((told) => lastOf(told) === name))
    return other?.Id === undefined ? undefined : { node: this.#node, id: other.Id }
  }

  /** Whether a rival was created later, by what the engines tell: the same to whoever asks. One that has gone is younger. */
  async #isYounger(rival: Rival): Promise<boolean> {
    const [own, other] = await Promise.all([this.#momentOf(this.#given), this.#momentOf(rival)])
    if (other === undefined) return true
    return own !== undefined && (own < other || (own === other && this.#given.id < rival.id))
  }

  /** When a container was created, in ms; undefined where there is none. */
  async #momentOf({ node, id }: Rival): Promise<number | undefined> {
    const job = { operation: 'ContainerInspect', path: { id }, signal: this.#signal } as const
    const found = await node.find(job)
    return found === undefined ? undefined : Date.parse(found.Created ?? '') || 0
  }

  /** What the view still has of the name is gone. */
  async #forget(): Promise<void> {
    const { view } = this.#node
    const others = view.containers.called(this.#given.name).filter((id) => id !== this.#given.id)
    await Promise.all(others.map((id) => view.renew(id)))
  }
}
