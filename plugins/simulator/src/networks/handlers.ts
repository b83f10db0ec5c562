import type { Handlers } from '../register.js'
import { connectNetwork, disconnectNetwork } from './connect.js'
import { createNetwork } from './create.js'
import { inspectNetwork, listNetworks } from './list.js'
import { pruneNetworks, removeNetwork } from './remove.js'

/** What the engine answers about networks. */
export const networkHandlers: Handlers = {
  NetworkList: listNetworks,
  NetworkInspect: inspectNetwork,
  NetworkCreate: createNetwork,
  NetworkConnect: connectNetwork,
  NetworkDisconnect: disconnectNetwork,
  NetworkDelete: removeNetwork,
  NetworkPrune: pruneNetworks,
}
