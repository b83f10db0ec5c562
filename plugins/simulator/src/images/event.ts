import type { EventMessage } from '../events/log.js'
import { toNanoseconds, toSeconds } from '../time.js'
import type { Instant } from '../world.js'

/** The event that something happened to an image; `id` is empty where it happened to many (moby `daemon/images`). */
export function imageEvent(
  action: string,
  id: string,
  attributes: Readonly<Record<string, string>>,
  at: Instant,
): EventMessage {
  const inOrder = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return {
    status: action,
    ...(id === '' ? {} : { id }),
    Type: 'image',
    Action: action,
    Actor: { ID: id, Attributes: Object.fromEntries(inOrder) },
    scope: 'local',
    time: toSeconds(at),
    timeNano: toNanoseconds(at),
  }
}
