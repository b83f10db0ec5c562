import type { Answer, OperationName } from 'libswarm-core'
import type { EngineEvent } from '../nodes/engine-event.js'
import { fromInner, type Labels } from './labels.js'

interface Labelled {
  readonly Labels?: Labels | null
}

type Read = (answer: never) => unknown

const reading: ReadonlyMap<OperationName, Read> = new Map<OperationName, Read>([
  ['ContainerList', (list: readonly Labelled[]) => list.map(withOwnLabels)],
  ['NetworkList', (list: readonly Labelled[]) => list.map(withOwnLabels)],
  ['NetworkInspect', withOwnLabels],
  ['VolumeInspect', withOwnLabels],
  [
    'VolumeList',
    (answer: { readonly Volumes?: readonly Labelled[] | null }) => ({
      ...answer,
      Volumes: answer.Volumes?.map(withOwnLabels) ?? null,
    }),
  ],
  [
    'ContainerInspect',
    (answer: { readonly Config?: Labelled }) =>
      answer.Config === undefined ? answer : { ...answer, Config: withOwnLabels(answer.Config) },
  ],
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
