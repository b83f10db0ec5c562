import type { Pool } from '../nodes/pool.js'
import type { Handlers } from '../routing/handler.js'
import { PoolEvents } from './pool-events.js'
import { streamEvents } from './stream.js'

/** The events of all nodes as one stream. */
export function eventHandlers(pool: Pool): Handlers {
  const events = new PoolEvents(pool)
  return { SystemEvents: (job) => streamEvents(pool, events, job) }
}
