import type { Server } from 'node:net'
import type { Address } from '../address.js'
import { listenTcp } from './tcp.js'
import { listenUnix } from './unix.js'

/** An address that is being listened on. */
export interface Listener {
  /** The address as bound: a real port for port 0, an IP address for a name. */
  readonly address: Address
  /** Stops accepting, and removes what listening made. Connections stay as they are. */
  close(): void
}

/** Starts to listen. Rejects with one sentence that names the address and the reason; nothing is left behind then. */
export function listen(server: Server, address: Address): Promise<Listener> {
  return address.kind === 'tcp' ? listenTcp(server, address) : listenUnix(server, address)
}
