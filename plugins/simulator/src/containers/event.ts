import type { EventMessage } from '../events/log.js'
import { toNanoseconds, toSeconds } from '../time.js'
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
  const attributes = [
    ...Object.entries(config.Labels ?? {}),
    ...Object.entries({ ...(image === '' ? {} : { image }), name, ...more }),
  ]
  return {
    status: action,
    id,
    ...(image === '' ? {} : { from: image }),
    Type: 'container',
    Action: action,
    Actor: { ID: id, Attributes: Object.fromEntries(attributes.sort(byKey)) },
    scope: 'local',
    time: toSeconds(at),
    timeNano: toNanoseconds(at),
  }
}

// As Go writes a map. The sort is stable, so that a label never hides an attribute of the engine's.
function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
