import type { Reference } from '../request/request.js'
import { namesOf } from '../sentences.js'
import type { Snapshot } from '../snapshot.js'
import { firstOf, type Filter, type Objection } from './filter.js'
import { mayBeOn } from './find.js'

/**
 * A named volume decides the node: one of those that have it, or the one that `node/name` says. One that no node has may be
 * made anywhere.
 */
export const volume: Filter = {
  name: 'volume',
  against: ({ volumes }, pool) => firstOf(volumes.map((reference) => objectionTo(reference, pool))),
}

function objectionTo(reference: Reference, pool: Snapshot): Objection {
  if (reference.node !== undefined) {
    const isThere = pool.some((node) => mayBeOn(node, reference))
    const owner = isThere ? 'another node' : `the node ${reference.node}, which is not in the pool`
    return (node) => (mayBeOn(node, reference) ? undefined : `the volume ${reference.text} is of ${owner}`)
  }
  const owners = pool.filter(({ volumes }) => volumes.has(reference.name))
  if (owners.length === 0) return () => undefined
  const reason = `the volume ${reference.name} is on ${namesOf(owners)}`
  return (node) => (node.volumes.has(reference.name) ? undefined : reason)
}
