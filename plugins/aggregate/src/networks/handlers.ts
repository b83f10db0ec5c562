import type { CreateParts } from '../local/create.js'
import type { Handlers } from '../routing/handler.js'
import { createNetwork } from './create.js'
import { joinOrLeave } from './joining.js'
import { listNetworks } from './list.js'
import { deleteNetwork, inspectNetwork } from './one.js'

/** What is answered about networks. */
export const networkHandlers = (parts: CreateParts): Handlers => ({
  NetworkList: (job) => listNetworks(parts.pool, job),
  NetworkCreate: (job) => createNetwork(parts, job),
  NetworkInspect: (job) => inspectNetwork(parts.pool, job),
  NetworkDelete: (job) => deleteNetwork(parts.pool, job),
  NetworkConnect: (job) => joinOrLeave(parts.pool, job),
  NetworkDisconnect: (job) => joinOrLeave(parts.pool, job),
})
