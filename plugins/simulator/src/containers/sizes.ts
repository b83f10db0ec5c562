import type { State } from '../state.js'
import type { Container } from './container.js'

/** Bytes of a container's own layer, and of all its layers together. */
export interface Sizes {
  readonly own: number
  readonly all: number
}

/** As dockerd has them (moby's `GetContainerLayerSize`). */
export function sizesOf({ images, machines }: State, { id, imageId }: Container): Sizes {
  const own = machines.sizeOf(id)
  return { own, all: own + (images.get(imageId)?.size ?? 0) }
}
