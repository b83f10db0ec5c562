import type { NetworkInterface } from './host-network.js'
import type { SocketAddress } from './sockets.js'

/** Where an address leads to. */
export type Route<Stack> =
  /** To a stack, from an address of one's own. */
  | { readonly to: Stack; readonly from: string }
  /** To nobody: no one has the address, no network leads there, or what is sent is dropped on the way. */
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'dropped'

/** What a port of the host is handed on to. */
export interface Published<Stack> {
  readonly stack: Stack
  readonly at: SocketAddress
  /** The address of the host that it comes from, as it is seen there. */
  readonly from: string
}

/** What a stack (`NetworkStack`) is joined to. It is asked each time, since containers join and leave while they run. */
export interface Wires<Stack> {
  /** Without `lo`. */
  interfaces(): readonly NetworkInterface[]
  /** Where an address leads that is neither its own nor of its loopback. */
  route(address: string): Route<Stack>
  lookup(name: string): readonly string[]
  reverse(address: string): string | undefined
  /** What is for a port that nobody listens on is handed on to: on the host, the container that it is published for. */
  published(protocol: 'tcp' | 'udp', to: SocketAddress): Published<Stack> | undefined
}

/** What leads nowhere: the network of a container that has none. */
export const noWires: Wires<never> = {
  interfaces: () => [],
  route: () => 'ENETUNREACH',
  lookup: () => [],
  reverse: () => undefined,
  published: () => undefined,
}
