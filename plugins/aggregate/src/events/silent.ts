import { missing, sentenceOf, type Gathered, type Meant } from '../merge/gather.js'
import type { Pool } from '../nodes/pool.js'
import type { ClientStream } from './client-stream.js'

/**
 * The nodes that are meant and tell nothing when a stream begins: those that are down, and those that have never answered.
 * Throws `Unavailable` for one of them where the pool is strict.
 */
export function silentNow(pool: Pool, { nodes, down }: Meant): Gathered<unknown>['silent'] {
  const unheard = nodes.filter(({ state }) => state === 'pending')
  const silent = [...missing(down), ...unheard.map((node) => ({ node, reason: 'it has not answered yet' }))]
  if (pool.strict && silent.length > 0) throw pool.fail('Unavailable', silent.map(sentenceOf).join('; '))
  return silent
}

/** Where the pool is strict, breaks a stream off when a node that is meant goes down. Returns what calls that off. */
export function breakOffWithNodes(pool: Pool, stream: ClientStream, meant: () => Meant): () => void {
  if (!pool.strict) return () => undefined
  return pool.listen({
    changed: (node) => {
      const [silent] = missing(meant().down.filter((one) => one === node))
      if (silent !== undefined) stream.destroy(pool.fail('Unavailable', sentenceOf(silent)))
    },
  })
}
