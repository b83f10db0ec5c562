import type { Answer } from 'libswarm-core'
import type { Items } from './disk-items.js'

type DataUsage = Answer<'SystemDataUsage'>

interface Sized<T> {
  readonly item: T
  readonly size: number
  readonly active: boolean
}

/** What the kinds of things take together, as API 1.52 has it; each thing too where `verbose` asks for it. */
export function usageOf({ images, layersSize, containers, volumes, buildCache }: Items, verbose: boolean): DataUsage {
  return {
    ...(images && { ImageUsage: { ...sum(images.map(ofImage), verbose), ...layersOf(images, layersSize ?? 0) } }),
    ...(containers && { ContainerUsage: sum(containers.map(ofContainer), verbose) }),
    ...(volumes && { VolumeUsage: sum(volumes.map(ofVolume), verbose) }),
    ...(buildCache === true && { BuildCacheUsage: sum([], verbose) }),
  }
}

type Of<T extends keyof Items> = NonNullable<Items[T]> extends readonly (infer One)[] ? One : never

const ofImage = (item: Of<'images'>): Sized<Of<'images'>> => ({ item, size: item.Size, active: item.Containers > 0 })

const ofContainer = (item: Of<'containers'>): Sized<Of<'containers'>> => ({
  item,
  size: item.SizeRw,
  active: ['running', 'paused', 'restarting'].includes(item.State ?? ''),
})

const ofVolume = (item: Of<'volumes'>): Sized<Of<'volumes'>> => ({
  item,
  size: item.UsageData?.Size ?? 0,
  active: (item.UsageData?.RefCount ?? 0) > 0,
})

/** What images take together: the layers that they share count once, and are not given back while one is in use. */
function layersOf(images: readonly Of<'images'>[], TotalSize: number) {
  const inUse = images.filter(({ Containers }) => Containers > 0)
  const used = inUse.reduce((bytes, { Size, SharedSize }) => bytes + Size - SharedSize, 0)
  return { Reclaimable: TotalSize - used, TotalSize }
}

function sum<T>(all: readonly Sized<T>[], verbose: boolean) {
  const sizeOf = (some: readonly Sized<T>[]): number => some.reduce((bytes, { size }) => bytes + size, 0)
  return {
    ActiveCount: all.filter(({ active }) => active).length,
    TotalCount: all.length,
    Reclaimable: sizeOf(all.filter(({ active }) => !active)),
    TotalSize: sizeOf(all),
    ...(verbose ? { Items: all.map(({ item }) => item) } : {}),
  }
}
