import type { Answer, OperationName } from 'libswarm-core'
import type { EngineEvent } from '../nodes/engine-event.js'
import { fromInner, outerLabel, type Labels } from './labels.js'

interface Labelled {
  readonly Labels?: Labels | null
}

interface Configured {
  readonly Config?: Labelled | null
}

type Read = (answer: never) => unknown

const reading: ReadonlyMap<OperationName, Read> = new Map<OperationName, Read>([
  ['ContainerList', (list: readonly Labelled[]) => list.map(withOwnLabels)],
  ['NetworkList', (list: readonly Labelled[]) => list.map(withOwnLabels)],
  ['NetworkInspect', withOwnLabels],
  ['VolumeCreate', withOwnLabels],
  ['VolumeInspect', withOwnLabels],
  [
    'VolumeList',
    (answer: { readonly Volumes?: readonly Labelled[] | null }) => ({
      ...answer,
      Volumes: answer.Volumes?.map(withOwnLabels) ?? null,
    }),
  ],
  ['ContainerInspect', (answer: Configured) => withConfig(answer, withOwnLabels)],
  ['ImageList', (list: readonly Labelled[]) => list.map(withLabelsOfImage)],
  ['ImageInspect', (answer: Configured) => withConfig(answer, withLabelsOfImage)],
  ['SystemDataUsage', usageOfPool],
])

/** What a node answers which is a pool itself, with the labels that this pool has given. */
export function answerOfPool<O extends OperationName>(operation: O, answer: Answer<O>): Answer<O> {
  const read = reading.get(operation)
  return read === undefined ? answer : (read(answer as never) as Answer<O>)
}

/** The same of an event: its attributes are labels, too. */
export function eventOfPool(event: EngineEvent): EngineEvent {
  const { Actor } = event
  if (Actor?.Attributes === undefined) return event
  return { ...event, Actor: { ...Actor, Attributes: fromInner(Actor.Attributes) } }
}

/** Something with labels, with those that this pool has given; the very same where it has given none. */
export function withOwnLabels<T extends Labelled>(one: T): T {
  const { Labels } = one
  if (Labels === undefined || Labels === null) return one
  const own = fromInner(Labels)
  return own === Labels ? one : { ...one, Labels: own }
}

/** The same of an image: it has the labels of a container that it was made of. Its other ones were said to no pool. */
function withLabelsOfImage<T extends Labelled>(image: T): T {
  return Object.hasOwn(image.Labels ?? {}, outerLabel) ? withOwnLabels(image) : image
}

function withConfig(answer: Configured, own: (config: Labelled) => Labelled): Configured {
  return answer.Config === undefined || answer.Config === null ? answer : { ...answer, Config: own(answer.Config) }
}

/** Before API 1.52, and since then. */
const usages: ReadonlyMap<string, (one: Labelled) => Labelled> = new Map([
  ['Images', withLabelsOfImage],
  ['ImageUsage', withLabelsOfImage],
  ...['Containers', 'ContainerUsage', 'Volumes', 'VolumeUsage'].map((field) => [field, withOwnLabels] as const),
])

function usageOfPool(answer: Answer<'SystemDataUsage'>): object {
  const entries = Object.entries(answer) as readonly (readonly [string, unknown])[]
  const read = entries.map(([field, value]) => [field, labelled(value, usages.get(field))] as const)
  return Object.fromEntries(read)
}

function labelled(value: unknown, own: ((one: Labelled) => Labelled) | undefined): unknown {
  if (own === undefined) return value
  if (Array.isArray(value)) return (value as readonly Labelled[]).map(own)
  const { Items } = Object(value) as { readonly Items?: unknown }
  return Array.isArray(Items) ? { ...(value as object), Items: Items.map(own) } : value
}
