import { isFields, leaveOut, one, withinEach, without, type Fields } from './fields.js'
import { drop, isTrue, set, type QueryPairs } from './query.js'
import type { Step } from './step.js'

const operations = ['SystemDataUsage'] as const

// By the name of the newer form: the list of the older one.
const lists: Readonly<Record<string, string>> = {
  ImageUsage: 'Images',
  ContainerUsage: 'Containers',
  VolumeUsage: 'Volumes',
  BuildCacheUsage: 'BuildCache',
}

const older = ['LayersSize', ...Object.values(lists)]

const itemsOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])

const numberOf = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0)

interface Counted {
  readonly size: (item: Fields) => number
  readonly active: (item: Fields) => boolean
}

const volumeUsage = (volume: Fields): Fields => (isFields(volume['UsageData']) ? volume['UsageData'] : {})

// What an item counts for, as the docker command reckons it up itself for older engines.
const counted: Readonly<Record<string, Counted>> = {
  ImageUsage: {
    size: (image) => numberOf(image['Size']) - numberOf(image['SharedSize']),
    active: (image) => numberOf(image['Containers']) > 0,
  },
  ContainerUsage: {
    size: (container) => numberOf(container['SizeRw']),
    active: ({ State }) => ['running', 'paused', 'restarting'].includes(String(State)),
  },
  VolumeUsage: {
    size: (volume) => numberOf(volumeUsage(volume)['Size']),
    active: (volume) => numberOf(volumeUsage(volume)['RefCount']) > 0,
  },
  BuildCacheUsage: {
    size: (record) => (record['Shared'] === true ? 0 : numberOf(record['Size'])),
    active: (record) => record['InUse'] === true,
  },
}

const wasAsked = (query: QueryPairs, usage: string): boolean => {
  const types = query.filter(([name]) => name === 'type').map(([, type]) => type)
  const own = {
    ImageUsage: 'image',
    ContainerUsage: 'container',
    VolumeUsage: 'volume',
    BuildCacheUsage: 'build-cache',
  }
  return types.length === 0 || types.includes(own[usage as keyof typeof own])
}

/** The newer form, reckoned up from the lists of the older one. */
function withUsage(answer: Fields, query: QueryPairs): Fields {
  const verbose = isTrue(query, 'verbose')
  const usages = Object.entries(lists)
    .filter(([usage]) => wasAsked(query, usage))
    .map(([usage, list]) => [usage, usageOf(answer, usage, itemsOf(answer[list]), verbose)] as const)
  return { ...(verbose ? without(answer, older) : answer), ...Object.fromEntries(usages) }
}

function usageOf(answer: Fields, usage: string, items: readonly Fields[], verbose: boolean): Fields {
  const { size, active } = counted[usage]!
  const sum = (some: readonly Fields[]): number => some.reduce((bytes, item) => bytes + size(item), 0)
  const used = items.filter(active)
  // Layers that images share count once.
  const TotalSize = usage === 'ImageUsage' ? numberOf(answer['LayersSize']) : sum(items)
  return {
    ActiveCount: used.length,
    TotalCount: items.length,
    Reclaimable: Math.max(0, TotalSize - sum(used)),
    TotalSize,
    ...(verbose ? { Items: items } : {}),
  }
}

/** The lists of the older form, taken from the newer one; the newer one as it is without details. */
function withLists(answer: Fields, query: QueryPairs): Fields {
  if (isTrue(query, 'verbose')) return answer
  const usages = Object.keys(lists).filter((usage) => isFields(answer[usage]))
  const items = usages.map((usage) => [lists[usage]!, itemsOf((answer[usage] as Fields)['Items'])] as const)
  const short = usages.map((usage) => [usage, without(answer[usage] as Fields, ['Items'])] as const)
  const images = answer['ImageUsage']
  return {
    LayersSize: isFields(images) ? numberOf(images['TotalSize']) : 0,
    ...Object.fromEntries(Object.values(lists).map((list) => [list, null])),
    ...answer,
    ...Object.fromEntries(items),
    ...Object.fromEntries(short),
  }
}

const withBuilder = (answer: Fields): Fields => {
  const records = itemsOf(answer['BuildCache'])
  return { ...answer, BuilderSize: records.reduce((bytes, record) => bytes + numberOf(record['Size']), 0) }
}

/** `GET /system/df`. */
export const diskUsage: readonly Step[] = [
  {
    since: '1.42',
    operations,
    why: 'the query `type` is looked at; `BuilderSize` is gone, the sum of `BuildCache`',
    older: { query: drop('type'), answer: one(withBuilder) },
    newer: { answer: one(leaveOut('BuilderSize')) },
  },
  {
    since: '1.44',
    operations,
    why: '`VirtualSize` of images is gone: it was the same as `Size`',
    older: { answer: one(withinEach('Images', (image) => ({ ...image, VirtualSize: image['Size'] ?? 0 }))) },
    newer: { answer: one(withinEach('Images', leaveOut('VirtualSize'))) },
  },
  {
    since: '1.52',
    operations,
    why: '`ImageUsage`, `ContainerUsage`, `VolumeUsage` and `BuildCacheUsage` stand for the lists, which are left out where the query `verbose` asks for details',
    older: { query: drop('verbose'), answer: one(leaveOut(...Object.keys(lists))) },
    newer: { answer: (answer, query) => (isFields(answer) ? withUsage(answer, query) : answer) },
  },
  {
    since: '1.53',
    operations,
    why: 'the lists are gone',
    older: {
      query: set({ verbose: '1' }),
      answer: (answer, query) => (isFields(answer) ? withLists(answer, query) : answer),
    },
    newer: { answer: one(leaveOut(...older)) },
  },
]
