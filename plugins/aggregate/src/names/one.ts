import type { Pool } from '../nodes/pool.js'
import { listed, type Found } from './found.js'

/** The one object that was found; undefined where there is none. Throws `Conflict` with the candidates where there are several. */
export function oneOf(pool: Pool, asked: string, found: readonly Found[], plural: string): Found | undefined {
  if (found.length < 2) return found[0]
  const sentence = `"${asked}" means ${found.length} ${plural}: ${listed(found)}; name one of them, with its node`
  throw pool.fail('Conflict', sentence)
}
