import { toNanoseconds, toSeconds } from '../time.js'
import type { Instant } from '../world.js'
import type { EventMessage } from './log.js'

/** The event that something happened to one thing; its id is empty where it happened to many. */
export function makeEvent(
  Type: NonNullable<EventMessage['Type']>,
  Action: string,
  id: string,
  attributes: readonly (readonly [string, string])[],
  at: Instant,
): EventMessage {
  return {
    Type,
    Action,
    Actor: { ID: id, Attributes: Object.fromEntries([...attributes].sort(byKey)) },
    scope: 'local',
    time: toSeconds(at),
    timeNano: toNanoseconds(at),
  }
}

// As Go writes a map. The sort is stable, so that of two with one key the later one counts.
function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
