import type { Handlers } from '../register.js'
import { authenticate } from './auth.js'
import { commitContainer } from './commit.js'
import { inspectDistribution } from './distribution.js'
import { imageHistory } from './history.js'
import { inspectImage } from './inspect.js'
import { listImages } from './list.js'
import { loadImages } from './load.js'
import { pruneImages } from './prune.js'
import { pullImage } from './pull.js'
import { removeImage } from './remove.js'
import { saveImage, saveImages } from './save.js'
import { searchImages } from './search.js'
import { tagImage } from './tag.js'

/** What the engine answers about images and registries. */
export const imageHandlers: Handlers = {
  ImageList: listImages,
  ImageCreate: pullImage,
  ImageInspect: inspectImage,
  ImageHistory: imageHistory,
  ImageTag: tagImage,
  ImageCommit: commitContainer,
  ImageGet: saveImage,
  ImageGetAll: saveImages,
  ImageLoad: loadImages,
  ImageDelete: removeImage,
  ImagePrune: pruneImages,
  ImageSearch: searchImages,
  DistributionInspect: inspectDistribution,
  SystemAuth: authenticate,
}
