import type { EventMessage } from '../events/log.js'
import { makeEvent } from '../events/make-event.js'
import type { Instant } from '../world.js'
import type { Container } from './container.js'

/** The event that something happened to a container, with its labels among the attributes (moby `daemon/events.go`). */
export function containerEvent(
  container: Container,
  action: string,
  at: Instant,
  more: Readonly<Record<string, string>> = {},
): EventMessage {
  const { id, name, config } = container
  const image = config.Image ?? ''
  const from = image === '' ? {} : { from: image }
  const own = { ...(image === '' ? {} : { image }), name, ...more }
  // A label never hides an attribute of the engine's: of two with one key the later one counts.
  const attributes = [...Object.entries(config.Labels ?? {}), ...Object.entries(own)]
  return { status: action, id, ...from, ...makeEvent('container', action, id, attributes, at) }
}
