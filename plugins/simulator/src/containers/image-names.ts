import { requireImage } from '../images/require.js'
import type { State } from '../state.js'
import type { Container } from './container.js'

/** What a list calls a container's image: as the client did, until that means another image or none. */
export function imageNames(state: State): (container: Container) => string {
  const ids = new Map<string, string | undefined>()
  return ({ config: { Image = '' }, imageId }) => {
    if (Image === imageId) return imageId
    if (!ids.has(Image)) ids.set(Image, idOf(state, Image))
    return ids.get(Image) === imageId ? Image : imageId
  }
}

function idOf(state: State, text: string): string | undefined {
  try {
    return requireImage(state, text).id
  } catch {
    return undefined
  }
}
