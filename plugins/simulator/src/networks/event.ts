import type { EventMessage } from '../events/log.js'
import { makeEvent } from '../events/make-event.js'
import type { Instant } from '../world.js'
import type { Network } from './network.js'

/** The event that something happened to a network; `container` is who joined or left it. */
export function networkEvent(
  { id, name, driver }: Network,
  action: string,
  at: Instant,
  container?: string,
): EventMessage {
  const attributes = { ...(container === undefined ? {} : { container }), name, type: driver }
  return makeEvent('network', action, id, Object.entries(attributes), at)
}

/** The event that networks were pruned. */
export const networksPruned = (at: Instant): EventMessage => makeEvent('network', 'prune', '', [['reclaimed', '0']], at)
