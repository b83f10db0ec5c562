import type { Filters } from 'libswarm-core'
import type { EngineEvent } from '../nodes/engine-event.js'
import { hasLabel } from '../labels.js'
import type { PoolEvent } from './pool-event.js'

type Fits = (told: PoolEvent, wanted: readonly string[]) => boolean

const attributesOf = (event: EngineEvent): Readonly<Record<string, string>> => event.Actor?.Attributes ?? {}

/** Of any type of event, as in moby: `network=web` fits what happens to a container of that name, too. */
const byActor: Fits = (told, wanted) => {
  const { event } = told
  const [id = '', name = ''] = [event.Actor?.ID, attributesOf(event)['name']]
  const ways = waysTo(told).map((way) => `${way}/`)
  return wanted.some((asked) => {
    const behind = ways.flatMap((way) => (asked.startsWith(way) ? [asked.slice(way.length)] : []))
    return [asked, ...behind].some((prefix) => id.startsWith(prefix) || name.startsWith(prefix))
  })
}

/** How many pools within each other are looked at; what is further in comes from a label that says what it likes. */
const deepest = 16

/** What may be said of the node: `outer/inner` of a pool within this one is `outer` here, and `inner` there. */
function waysTo({ event, node }: PoolEvent): readonly string[] {
  const path = (attributesOf(event)['node.name'] ?? node).split('/', deepest)
  return path.flatMap((_part, from) =>
    path.slice(from).map((_next, more) => path.slice(from, from + more + 1).join('/')),
  )
}

/** A node is one of the pool, or of a pool within this one. */
const byNode: Fits = (told, wanted) => {
  const { 'node.id': innerId } = attributesOf(told.event)
  const { node, nodeId, event } = told
  const way = `${attributesOf(event)['node.name'] ?? ''}/`
  return wanted.some(
    (asked) => asked !== '' && ([node, nodeId, innerId].includes(asked) || way.startsWith(`${asked}/`)),
  )
}

const byImage: Fits = ({ event }, wanted) => {
  const { image = '', name = '' } = attributesOf(event)
  const reference = event.Type === 'image' ? name : image
  const id = event.Actor?.ID ?? ''
  return [id, reference, withoutTag(id), withoutTag(reference)].some((text) => wanted.includes(text))
}

// `exec_start: sh` is asked for as `exec_start`; whoever asks for one of these has prefixes for all.
const prefixes = ['health_status', 'exec_create', 'exec_start']

const byAction: Fits = ({ event: { Action = '' } }, wanted) =>
  wanted.includes(Action) ||
  (prefixes.some((action) => wanted.includes(action)) && wanted.some((action) => Action.startsWith(action)))

const byLabels: Fits = ({ event }, wanted) => {
  const attributes = attributesOf(event)
  return wanted.every((text) => hasLabel(attributes, text))
}

const fits: ReadonlyMap<string, Fits> = new Map<string, Fits>([
  ['type', ({ event: { Type = '' } }, wanted) => wanted.includes(Type)],
  ['event', byAction],
  ['scope', ({ event: { scope = '' } }, wanted) => wanted.includes(scope)],
  ['label', byLabels],
  ['image', byImage],
  ['node', byNode],
  ...['config', 'container', 'daemon', 'network', 'plugin', 'secret', 'service', 'volume'].map(
    (key) => [key, byActor] as const,
  ),
])

/**
 * Whether an event of the pool fits the filters, as moby's `daemon/events/filter.go` has them; filters that it does not
 * know fit all. `node` means a node of the pool, by its name or its engine's ID.
 */
export function fitsEvent(told: PoolEvent, filters: Filters): boolean {
  return Object.entries(filters).every(([key, wanted]) => {
    const fit = wanted.length === 0 ? undefined : fits.get(key)
    return fit === undefined || fit(told, wanted)
  })
}

function withoutTag(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
}
