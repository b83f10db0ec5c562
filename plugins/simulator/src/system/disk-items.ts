import type { Answer } from 'libswarm-core'
import type { Age } from '../containers/age.js'
import { imageNames } from '../containers/image-names.js'
import { sizesOf } from '../containers/sizes.js'
import { summarize } from '../containers/summary.js'
import { chainOf, sharedSize } from '../images/layers.js'
import type { State } from '../state.js'
import { toSeconds } from '../time.js'
import { usersByVolume } from '../volumes/users.js'
import { describeVolume } from '../volumes/view.js'

type DataUsage = Answer<'SystemDataUsage'>
type ImageItem = NonNullable<DataUsage['Images']>[number]
type ContainerItem = NonNullable<DataUsage['Containers']>[number] & { SizeRw: number; SizeRootFs: number }
type VolumeItem = NonNullable<DataUsage['Volumes']>[number]

/** What takes space, of the kinds that were asked for. */
export interface Items {
  readonly images?: readonly ImageItem[]
  /** Bytes of all images' layers, each counted once. */
  readonly layersSize?: number
  readonly containers?: readonly ContainerItem[]
  readonly volumes?: readonly VolumeItem[]
  readonly buildCache?: boolean
}

/** Bytes of the layers of all images, each counted once. */
export function layersSize(state: State): number {
  const sizes = new Map(
    state.images
      .all()
      .flatMap(chainOf)
      .map(({ id, size }) => [id, size]),
  )
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}

/** The images, each with how many containers were made of it. */
export function imageItems(state: State): ImageItem[] {
  const containers = state.containers.all()
  const images = state.images.all()
  return images.map((image) => ({
    Id: image.id,
    ParentId: '',
    RepoTags: [...image.tags],
    RepoDigests: [...image.digests],
    Created: toSeconds(image.created),
    Size: image.size,
    SharedSize: sharedSize(image, images),
    Labels: image.config.Labels ?? null,
    Containers: containers.filter(({ imageId }) => imageId === image.id).length,
  }))
}

/** The containers, the newest first, with their sizes. */
export function containerItems(state: State, age: Age): ContainerItem[] {
  const now = state.clock.now()
  const named = imageNames(state)
  const items = state.containers.all().map((container): ContainerItem => {
    const sizes = sizesOf(state, container)
    const summary = summarize(container, { now, age, image: named(container), sizes })
    return { ...summary, SizeRw: sizes.own, SizeRootFs: sizes.all }
  })
  return items.reverse()
}

/** The volumes, each with how many containers have it, running or not. */
export function volumeItems(state: State, version: string): VolumeItem[] {
  const users = usersByVolume(state)
  return state.volumes.all().map((volume) => ({
    ...describeVolume(volume, version),
    UsageData: { RefCount: users.get(volume.name)?.length ?? 0, Size: state.machines.sizeOfVolume(volume) },
  }))
}
