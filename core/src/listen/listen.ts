import type { Server } from 'node:net'
import type { Address } from '../address.js'
import { placesOf, type Activation } from './activation.js'
import type { Listener, ListenOptions, Place } from './listener.js'
import { listenPassed } from './passed.js'
import { listenTcp, resolveHost } from './tcp.js'
import { listenUnix } from './unix.js'

/** The places that an address means: names as IP addresses, each passed socket by itself. Rejects when there are none. */
export async function resolvePlaces(address: Address, activation: Activation): Promise<readonly Place[]> {
  if (address.kind === 'fd') return placesOf(address, activation)
  return [{ address: address.kind === 'tcp' ? await resolveHost(address) : address }]
}

/** Starts to listen. Rejects with one sentence that names the address and the reason; nothing is left behind then. */
export function listen(server: Server, { address, fd }: Place, options: ListenOptions): Promise<Listener> {
  if (fd !== undefined) return listenPassed(server, fd, address)
  return address.kind === 'tcp' ? listenTcp(server, address) : listenUnix(server, address, options)
}
