import type { EventMessage } from '../events/log.js'
import { makeEvent } from '../events/make-event.js'
import type { Instant } from '../world.js'

/** The event that something happened to a volume; an empty name is for all of them. */
export const volumeEvent = (
  name: string,
  action: string,
  at: Instant,
  attributes: Readonly<Record<string, string>> = { driver: 'local' },
): EventMessage => makeEvent('volume', action, name, Object.entries(attributes), at)
