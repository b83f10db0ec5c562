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
