import type { EventMessage } from '../events/log.js'
import { makeEvent } from '../events/make-event.js'
import type { Instant } from '../world.js'

/** The event that something happened to an image; `id` is empty where it happened to many (moby `daemon/images`). */
export function imageEvent(
  action: string,
  id: string,
  attributes: Readonly<Record<string, string>>,
  at: Instant,
): EventMessage {
  const event = makeEvent('image', action, id, Object.entries(attributes), at)
  return { status: action, ...(id === '' ? {} : { id }), ...event }
}
