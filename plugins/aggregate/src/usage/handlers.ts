import type { Pool } from '../nodes/pool.js'
import type { Handlers } from '../routing/handler.js'
import { dataUsage } from './df.js'
import { pruneContainers, pruneNetworks, pruneVolumes } from './prune.js'

/** What is answered about space, and what gives it back. */
export const usageHandlers = (pool: Pool): Handlers => ({
  SystemDataUsage: (job) => dataUsage(pool, job),
  ContainerPrune: (job) => pruneContainers(pool, job),
  NetworkPrune: (job) => pruneNetworks(pool, job),
  VolumePrune: (job) => pruneVolumes(pool, job),
})
