import type { EventMessage } from '../events/log.js'
import { toNanoseconds, toSeconds } from '../time.js'
import type { Instant } from '../world.js'

/** The event that something happened to a volume; an empty name is for all of them. */
export function volumeEvent(
  name: string,
  action: string,
  at: Instant,
  attributes: Readonly<Record<string, string>> = { driver: 'local' },
): EventMessage {
  return {
    Type: 'volume',
    Action: action,
    Actor: { ID: name, Attributes: attributes },
    scope: 'local',
    time: toSeconds(at),
    timeNano: toNanoseconds(at),
  }
}
