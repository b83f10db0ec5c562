import { lazily } from '../lazily.js'
import type { Handlers } from '../register.js'

/** What the engine answers about networks. */
export const networkHandlers: Handlers = {
  NetworkList: lazily(async () => (await import('./list.js')).listNetworks),
  NetworkInspect: lazily(async () => (await import('./list.js')).inspectNetwork),
  NetworkCreate: lazily(async () => (await import('./create.js')).createNetwork),
  NetworkConnect: lazily(async () => (await import('./connect.js')).connectNetwork),
  NetworkDisconnect: lazily(async () => (await import('./connect.js')).disconnectNetwork),
  NetworkDelete: lazily(async () => (await import('./remove.js')).removeNetwork),
  NetworkPrune: lazily(async () => (await import('./remove.js')).pruneNetworks),
}
