import type { NetworkStack } from '../machine/network/stack.js'
import type { SocketAddress } from '../machine/network/sockets.js'
import type { Clock } from '../world.js'

/** What listens at one address of the machine for a port of a container. */
export interface Door {
  /** Listens no more, and ends what came through it. */
  close(): void
}

/** What is behind a door. */
export interface Behind {
  readonly clock: Clock
  /** The simulated host, whose connections lead to the container. */
  readonly host: NetworkStack
  /** Where the port is; undefined while its container is nowhere. */
  readonly at: () => SocketAddress | undefined
}

/** Opens a door at an address; rejects with Node's error where that cannot be. */
export type OpenDoor = (at: SocketAddress, behind: Behind) => Promise<Door>
