import type { OperationName } from 'libswarm-core'

type IsSound = (value: unknown) => boolean

const isNone: IsSound = (value) => value === undefined || value === null
const isText: IsSound = (value) => typeof value === 'string'
const isAmount: IsSound = (value) => isNone(value) || (typeof value === 'number' && Number.isFinite(value))
const mayBeText: IsSound = (value) => isNone(value) || isText(value)
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf =
  (isOne: IsSound): IsSound =>
  (value) =>
    isNone(value) || (Array.isArray(value) && value.every(isOne))

/** An object with such fields; whatever else it has is not looked at. */
function having(fields: Readonly<Record<string, IsSound>>): IsSound {
  const all = Object.entries(fields)
  return (value) => isObject(value) && all.every(([name, isSound]) => isSound(value[name]))
}

const areLabels: IsSound = (value) => isNone(value) || (isObject(value) && Object.values(value).every(isText))
const texts = listOf(isText)
const objects = listOf(isObject)

const container = having({
  Id: mayBeText,
  Names: texts,
  Image: mayBeText,
  State: mayBeText,
  Status: mayBeText,
  Labels: areLabels,
  Ports: objects,
  Mounts: objects,
})
const image = having({ Id: isText, RepoTags: texts, RepoDigests: texts, Created: isAmount, Containers: isAmount })
const network = having({ Id: mayBeText, Name: mayBeText, Labels: areLabels })
const volume = having({ Name: isText, Labels: areLabels })

/** What a pool looks at in the answers that it takes apart. */
const sound: ReadonlyMap<OperationName, IsSound> = new Map<OperationName, IsSound>([
  ['ContainerList', listOf(container)],
  ['ImageList', listOf(image)],
  ['NetworkList', listOf(network)],
  ['NetworkInspect', network],
  ['VolumeList', having({ Volumes: listOf(volume), Warnings: texts })],
  ['VolumeInspect', volume],
  ['ContainerPrune', having({ ContainersDeleted: texts, SpaceReclaimed: isAmount })],
  ['ImagePrune', having({ ImagesDeleted: objects, SpaceReclaimed: isAmount })],
  ['BuildPrune', having({ CachesDeleted: texts, SpaceReclaimed: isAmount })],
  ['NetworkPrune', having({ NetworksDeleted: texts })],
  ['VolumePrune', having({ VolumesDeleted: texts, SpaceReclaimed: isAmount })],
  ['SystemDataUsage', having({ Containers: listOf(container), Volumes: listOf(volume), LayersSize: isAmount })],
])

const event = having({
  Type: mayBeText,
  Action: mayBeText,
  status: mayBeText,
  id: mayBeText,
  from: mayBeText,
  scope: mayBeText,
  Actor: (value) => isNone(value) || actor(value),
  time: isAmount,
  timeNano: (value) => isNone(value) || (Number.isInteger(value) && (value as number) >= 0),
})
const actor = having({ ID: mayBeText, Attributes: areLabels })

/** Whether what an engine tells is an event: what is none is not told on. */
export const isSoundEvent: IsSound = event

/** Whether an answer has what is looked at in it in the types that the API says, or not at all. */
export function isSoundAnswer(operation: OperationName, answer: unknown): boolean {
  return sound.get(operation)?.(answer) !== false
}
