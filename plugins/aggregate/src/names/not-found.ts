import type { SwarmError } from 'libswarm-core'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/**
 * The error of what no engine that answered has. It names those that did not, which may have it; `--strict` makes it
 * `Unavailable` then.
 */
export function notFound(pool: Pool, sentence: string, silent: readonly Node[]): SwarmError {
  if (silent.length === 0) return pool.fail('NotFound', sentence)
  // One may have gone down while it was asked.
  const names = [...new Set(silent)].map(({ name }) => `"${name}"`).join(', ')
  return pool.fail(pool.strict ? 'Unavailable' : 'NotFound', `${sentence} (no answer from the node ${names})`)
}

/** The error of what just one node may have, by `node/name`, where that one did not answer: nobody can tell that it is gone. */
export function unanswered(pool: Pool, { name, state, reason }: Node, asked: string): SwarmError {
  const why = reason === undefined ? 'it does not answer' : `it is ${state}: ${reason}`
  return pool.fail('Unavailable', `the node "${name}" cannot be asked for ${asked}: ${why}`)
}
