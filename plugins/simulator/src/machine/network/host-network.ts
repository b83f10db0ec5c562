import type { ConnectionState } from './connection.js'
import type { SocketAddress } from './sockets.js'

/** An interface, as `ip addr` shows it. */
export interface NetworkInterface {
  /** `lo`, `eth0`… */
  readonly name: string
  /** Its number; and that of the interface of the host that it is joined to, where it is to one (`eth0@if5`). */
  readonly index: number
  readonly pair?: number
  /** The most bytes of a packet. */
  readonly mtu: number
  /** `02:42:ac:11:00:02`; that of `lo` is all zeros. */
  readonly mac: string
  /** With their bits: `172.17.0.2/16`. */
  readonly addresses: readonly string[]
  /** Where what is for elsewhere goes, of IPv4 and of IPv6; none where that leads by another one, or nowhere. */
  readonly gateways: readonly string[]
}

/** A socket, as `netstat` and `/proc/net/tcp` show it. */
export interface SocketInfo {
  readonly protocol: 'tcp' | 'udp'
  readonly state: 'listening' | ConnectionState | 'unconnected'
  readonly local: SocketAddress
  /** Of a datagram socket only where it has one. */
  readonly peer: SocketAddress | undefined
  readonly inode: number
  /** Bytes that have come and were not read (of one that listens, connections), and that were sent and not taken. */
  readonly waiting: { readonly incoming: number; readonly outgoing: number }
  /** Of one that listens: how many connections may wait. */
  readonly backlog?: number
}

/** The network of a container, as its processes see it (a network namespace). */
export interface HostNetwork {
  /** `lo` first. */
  interfaces(): readonly NetworkInterface[]
  sockets(): readonly SocketInfo[]
  /**
   * The addresses that the nameservers of its `/etc/resolv.conf` know of a name; none where there is no such name. What
   * `/etc/hosts` says comes before, and is for who asks (`resolveHost`).
   */
  lookup(name: string): readonly string[]
  /** The name of an address, as those nameservers know it. */
  reverse(address: string): string | undefined
  /** Whether an address answers an echo request (`ping`), or why the request cannot be sent. */
  echo(address: string): 'answers' | 'silent' | 'EHOSTUNREACH' | 'ENETUNREACH'
}
