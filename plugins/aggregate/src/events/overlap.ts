import { disorder, keyOf } from '../nodes/engine-event.js'
import type { PoolEvent } from './pool-event.js'

/** The last events of the past of one node. */
interface Tail {
  readonly keys: Set<string>
  /** The moment after which none of them comes again, as `PoolEvent.at`. */
  readonly end: number
}

const spread = Number(disorder)

/**
 * Tells each event once to one client where the past that it asks for overlaps with what happens: the events of a pool do
 * not come in the order of their moments, so that no moment divides them.
 */
export class Overlap {
  /** The keys of what was told before the past; undefined where there is none, and once it is told. */
  #meanwhile: Set<string> | undefined
  /** By the names of the nodes. */
  readonly #tails = new Map<string, Tail>()

  /** @param hasPast whether `rest` is going to be called */
  constructor(hasPast: boolean) {
    if (hasPast) this.#meanwhile = new Set()
  }

  /** Whether an event that happens is not in the past that was told. */
  isNew(told: PoolEvent): boolean {
    this.#meanwhile?.add(nodeKeyOf(told))
    const tail = this.#tails.get(told.node)
    if (tail === undefined) return true
    if (told.at > tail.end) this.#tails.delete(told.node)
    return !tail.keys.delete(nodeKeyOf(told))
  }

  /**
   * The past, in its order, without what was told meanwhile.
   *
   * @param own those of the pool itself, which come once
   */
  rest(past: readonly PoolEvent[], own: readonly PoolEvent[]): readonly PoolEvent[] {
    const meanwhile = this.#meanwhile ?? new Set()
    this.#meanwhile = undefined
    const once = new Set(own)
    const latest = new Map(past.filter((told) => !once.has(told)).map(({ node, at }) => [node, at]))
    return past.filter((told) => {
      const { node, at, event } = told
      const last = latest.get(node) ?? at
      // What has no moment cannot be known again.
      if (once.has(told) || at < last - spread || event.timeNano === 0) return true
      const key = nodeKeyOf(told)
      if (meanwhile.has(key)) return false
      const tail = this.#tails.get(node) ?? { keys: new Set(), end: last + spread }
      tail.keys.add(key)
      this.#tails.set(node, tail)
      return true
    })
  }
}

const nodeKeyOf = ({ node, event }: PoolEvent): string => `${node} ${keyOf(event)}`
