import type { Server } from 'node:net'
import type { Address } from '../address.js'
import type { Listener } from './listener.js'
import { listenTcp } from './tcp.js'
import { listenUnix } from './unix.js'

/** Starts to listen. Rejects with one sentence that names the address and the reason; nothing is left behind then. */
export function listen(server: Server, address: Address): Promise<Listener> {
  return address.kind === 'tcp' ? listenTcp(server, address) : listenUnix(server, address)
}
