import type { Answer } from 'libswarm-core'

type DataUsage = Answer<'SystemDataUsage'>
type Of<T> = keyof DataUsage &
  { [K in keyof DataUsage]-?: NonNullable<DataUsage[K]> extends T ? K : never }[keyof DataUsage]
type Usage = NonNullable<DataUsage['ImageUsage' | 'ContainerUsage' | 'VolumeUsage' | 'BuildCacheUsage']>

/** Fields with a number of bytes, added up; without those that no part has. */
export function summed(parts: readonly DataUsage[], fields: readonly Of<number>[]): DataUsage {
  return each(fields, (field) => sumOf(parts.map((part) => part[field])))
}

/** Fields with a list, one behind another; null where no part has one, and without those that no part knows. */
export function concatenated(parts: readonly DataUsage[], fields: readonly Of<readonly unknown[]>[]): DataUsage {
  return each(fields, (field) => {
    const lists = parts.map((part) => part[field] as readonly unknown[] | null | undefined)
    if (lists.every((list) => list === undefined)) return undefined
    return lists.some((list) => Array.isArray(list)) ? lists.flatMap((list) => list ?? []) : null
  })
}

const counts = ['ActiveCount', 'TotalCount', 'Reclaimable', 'TotalSize'] as const

/** Fields with what a kind of things takes, since API 1.52; without those that no part has. */
export function usages(parts: readonly DataUsage[], fields: readonly Of<Usage>[]): DataUsage {
  return each(fields, (field) => {
    const told = parts.flatMap((part): readonly Usage[] => (part[field] === undefined ? [] : [part[field]]))
    if (told.length === 0) return undefined
    const lists = told.flatMap(({ Items }): readonly (readonly unknown[])[] => (Items === undefined ? [] : [Items]))
    return {
      ...each(counts, (count) => sumOf(told.map((usage) => usage[count]))),
      ...(lists.length === 0 ? {} : { Items: lists.flat() }),
    }
  })
}

function each<K extends string>(keys: readonly K[], valueOf: (key: K) => unknown): object {
  const entries = keys.map((key) => [key, valueOf(key)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function sumOf(numbers: readonly (number | undefined)[]): number | undefined {
  const told = numbers.filter((number) => number !== undefined)
  return told.length === 0 ? undefined : told.reduce((total, number) => total + number, 0)
}
