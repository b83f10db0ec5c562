import { lookup } from 'node:dns/promises'
import { BlockList, isIPv6, type AddressInfo, type Server } from 'node:net'
import type { TcpAddress } from '../address.js'
import { bind, cannotListen, reasonOf } from './bind.js'
import type { Listener } from './listener.js'

/** Listens on a TCP address whose host is an IP address. */
export async function listenTcp(server: Server, address: TcpAddress): Promise<Listener> {
  const { host } = address
  try {
    await bind(server, { host, port: address.port })
  } catch (cause) {
    throw cannotListen(address, reasonOf(cause), cause)
  }
  const { port } = server.address() as AddressInfo
  return { address: { ...address, port }, close: () => void server.close() }
}

/** The same address with its host as an IP address; of a name's several, the IPv4 one, as Go does. */
export async function resolveHost(address: TcpAddress): Promise<TcpAddress> {
  try {
    const found = await lookup(address.host, { all: true })
    const chosen = found.find(({ family }) => family === 4) ?? found[0]
    return { ...address, host: chosen?.address ?? address.host }
  } catch (cause) {
    throw cannotListen(address, reasonOf(cause), cause)
  }
}

/** Whether only this machine can reach an IP address, however it is spelt. */
export function isLoopback(ip: string): boolean {
  return loopback.check(ip.replace(/%.*$/, ''), isIPv6(ip) ? 'ipv6' : 'ipv4')
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')
