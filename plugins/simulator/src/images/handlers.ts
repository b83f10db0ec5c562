import { lazily } from '../lazily.js'
import type { Handlers } from '../register.js'

/** What the engine answers about images and registries. */
export const imageHandlers: Handlers = {
  ImageList: lazily(async () => (await import('./list.js')).listImages),
  ImageCreate: lazily(async () => (await import('./pull.js')).pullImage),
  ImageInspect: lazily(async () => (await import('./inspect.js')).inspectImage),
  ImageHistory: lazily(async () => (await import('./history.js')).imageHistory),
  ImageTag: lazily(async () => (await import('./tag.js')).tagImage),
  ImageDelete: lazily(async () => (await import('./remove.js')).removeImage),
  ImagePrune: lazily(async () => (await import('./prune.js')).pruneImages),
  ImageSearch: lazily(async () => (await import('./search.js')).searchImages),
  DistributionInspect: lazily(async () => (await import('./distribution.js')).inspectDistribution),
  SystemAuth: lazily(async () => (await import('./auth.js')).authenticate),
}
