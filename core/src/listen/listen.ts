import type { Server } from 'node:net'
import type { Asked } from './asked.js'
import { placesOf, type Activation } from './activation.js'
import type { Listener, ListenOptions, Place } from './listener.js'
import { listenPassed } from './passed.js'
import { listenTcp, resolveHost } from './tcp.js'
import { listenUnix } from './unix.js'

/**
 * The places that an address means: names as IP addresses, each passed socket by itself, with TLS where that is a TCP one
 * and TLS was asked for. Rejects when there are none.
 */
export async function resolvePlaces({ address, tls }: Asked, activation: Activation): Promise<readonly Place[]> {
  if (address.kind === 'unix') return [{ address }]
  if (address.kind === 'tcp') return [{ address: await resolveHost(address), tls }]
  return placesOf(address, activation).map((place) =>
    tls !== undefined && place.address.kind === 'tcp'
      ? { ...place, address: { ...place.address, tls: true }, tls }
      : place,
  )
}

/** Starts to listen. Rejects with one sentence that names the address and the reason; nothing is left behind then. */
export function listen(server: Server, { address, fd }: Place, options: ListenOptions): Promise<Listener> {
  if (fd !== undefined) return listenPassed(server, fd, address)
  return address.kind === 'tcp' ? listenTcp(server, address) : listenUnix(server, address, options)
}
