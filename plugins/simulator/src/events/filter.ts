import type { Filters } from 'libswarm-core'
import { matchesExactly, matchesLabels, matchesPrefix, valuesOf } from '../filters.js'
import type { EventMessage } from './log.js'

type Fits = (event: EventMessage, wanted: readonly string[]) => boolean

const attributesOf = (event: EventMessage): Record<string, string> => event.Actor?.Attributes ?? {}

const byActor: Fits = (event, wanted) =>
  matchesPrefix(wanted, event.Actor?.ID ?? '') || matchesPrefix(wanted, attributesOf(event)['name'] ?? '')

const byImage: Fits = (event, wanted) => {
  const { image = '', name = '' } = attributesOf(event)
  const reference = event.Type === 'image' ? name : image
  const id = event.Actor?.ID ?? ''
  return [id, reference, withoutTag(id), withoutTag(reference)].some((text) => matchesExactly(wanted, text))
}

// `exec_start: sh` is asked for as `exec_start`.
const byAction: Fits = (event, wanted) =>
  matchesExactly(wanted, event.Action ?? '') || matchesExactly(wanted, (event.Action ?? '').split(':')[0]!)

const fits: Readonly<Record<string, Fits>> = {
  type: (event, wanted) => matchesExactly(wanted, event.Type ?? ''),
  event: byAction,
  scope: (event, wanted) => matchesExactly(wanted, event.scope ?? ''),
  label: (event, wanted) => matchesLabels(wanted, attributesOf(event)),
  image: byImage,
  config: byActor,
  container: byActor,
  daemon: byActor,
  network: byActor,
  node: byActor,
  plugin: byActor,
  secret: byActor,
  service: byActor,
  volume: byActor,
}

/** Whether an event fits the filters, as moby's `daemon/events/filter.go`; filters that it does not know fit all. */
export function fitsEvent(event: EventMessage, filters: Filters): boolean {
  return Object.keys(filters).every((key) => !Object.hasOwn(fits, key) || fits[key]!(event, valuesOf(filters, key)))
}

function withoutTag(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
}
