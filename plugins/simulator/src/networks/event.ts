import type { EventMessage } from '../events/log.js'
import { toNanoseconds, toSeconds } from '../time.js'
import type { Instant } from '../world.js'
import type { Network } from './network.js'

/** The event that something happened to a network; `container` is who joined or left it. */
export function networkEvent(
  { id, name, driver }: Network,
  action: string,
  at: Instant,
  container?: string,
): EventMessage {
  return event(id, action, { ...(container === undefined ? {} : { container }), name, type: driver }, at)
}

/** The event that networks were pruned. */
export const networksPruned = (at: Instant): EventMessage => event('', 'prune', { reclaimed: '0' }, at)

function event(id: string, action: string, attributes: Record<string, string>, at: Instant): EventMessage {
  return {
    Type: 'network',
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    scope: 'local',
    time: toSeconds(at),
    timeNano: toNanoseconds(at),
  }
}
