import type { Images } from '../images/images.js'
import type { Machines } from '../machine/machines.js'
import type { Container } from './container.js'

/** Bytes of a container's own layer, and of all its layers together. */
export interface Sizes {
  readonly own: number
  readonly all: number
}

/** What sizes are made of. */
interface Source {
  readonly images: Images
  readonly machines: Machines
}

/** As dockerd has them (moby's `GetContainerLayerSize`). */
export function sizesOf({ images, machines }: Source, { id, imageId }: Container): Sizes {
  const own = machines.sizeOf(id)
  return { own, all: own + (images.get(imageId)?.size ?? 0) }
}
