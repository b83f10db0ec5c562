import type { Filters } from 'libswarm-core'
import type { EngineEvent } from '../nodes/engine-event.js'
import type { PoolEvent } from './pool-event.js'

type Fits = (told: PoolEvent, wanted: readonly string[]) => boolean

const attributesOf = (event: EngineEvent): Readonly<Record<string, string>> => event.Actor?.Attributes ?? {}

/** Of any type of event, as in moby: `network=web` fits what happens to a container of that name, too. */
const byActor: Fits = ({ event, node }, wanted) => {
  const { name = '', 'node.name': path = node } = attributesOf(event)
  const { ID: id = '' } = event.Actor ?? {}
  return wanted.some((asked) => {
    const prefix = withoutNodes(asked, path.split('/'))
    return id.startsWith(prefix) || name.startsWith(prefix)
  })
}

/** What is asked for on the node, or on the node of a pool within this one: `outer/inner/name` and `outer/name` alike. */
function withoutNodes(asked: string, [node, ...inner]: readonly string[]): string {
  return node !== undefined && asked.startsWith(`${node}/`) ? withoutNodes(asked.slice(node.length + 1), inner) : asked
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
  return wanted.every((text) => {
    const at = text.indexOf('=')
    const key = at < 0 ? text : text.slice(0, at)
    return Object.hasOwn(attributes, key) && (at < 0 || attributes[key] === text.slice(at + 1))
  })
}

const fits: ReadonlyMap<string, Fits> = new Map<string, Fits>([
  ['type', ({ event: { Type = '' } }, wanted) => wanted.includes(Type)],
  ['event', byAction],
  ['scope', ({ event: { scope = '' } }, wanted) => wanted.includes(scope)],
  ['label', byLabels],
  ['image', byImage],
  // A node is one of the pool.
  ['node', ({ node, nodeId }, wanted) => wanted.some((asked) => asked === node || asked === nodeId)],
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
