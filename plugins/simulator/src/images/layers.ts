import { digest } from '../digest.js'
import type { Image, ImageContent } from './image-record.js'

/** A layer on all those below it. */
export interface ChainedLayer {
  /** `sha256:` and 64 digits, made of its digest and of all those below (`ChainID` of the OCI image specification). */
  readonly id: string
  /** Bytes of this layer alone. */
  readonly size: number
}

/** The layers of an image, each by what it is on top of; the lowest first. */
export function chainOf({ layers, layerSizes }: ImageContent): readonly ChainedLayer[] {
  const chain: ChainedLayer[] = []
  for (const [at, layer] of layers.entries()) {
    const below = chain.at(-1)
    const id = below === undefined ? layer : `sha256:${digest(`${below.id} ${layer}`)}`
    chain.push({ id, size: layerSizes[at] ?? 0 })
  }
  return chain
}

/** Bytes of the layers that an image has in common with others. */
export function sharedSize(image: Image, others: readonly Image[]): number {
  const held = heldBy(others.filter(({ id }) => id !== image.id))
  return chainOf(image)
    .filter(({ id }) => held.has(id))
    .reduce((sum, { size }) => sum + size, 0)
}

/** The layers that go with an image, the highest first: those that no other image is made of. */
export function freedLayers(image: Image, others: readonly Image[]): readonly ChainedLayer[] {
  const held = heldBy(others)
  return [...chainOf(image)].filter(({ id }) => !held.has(id)).reverse()
}

const heldBy = (images: readonly Image[]): ReadonlySet<string> => new Set(images.flatMap(chainOf).map(({ id }) => id))
