import type { Pool } from '../nodes/pool.js'
import type { Placer } from '../place/placer.js'
import type { Handlers } from '../routing/handler.js'
import { createImage, loadImages } from './bring.js'
import { Builders } from './builders.js'
import { deleteImage } from './delete.js'
import { listImages } from './list.js'
import { inspectImage, pushImage, runOnImage } from './one.js'
import { pruneBuilds, pruneImages } from './prune.js'
import { saveImages } from './save.js'
import { tagImage } from './tag.js'

/** What is answered about images, and about what builds them. */
export function imageHandlers(pool: Pool, placer: Placer): Handlers {
  const builders = new Builders(pool, placer)
  return {
    ImageList: (job) => listImages(pool, job),
    ImageCreate: (job) => createImage(pool, placer, job),
    ImageLoad: (job) => loadImages(pool, placer, job),
    ImageTag: (job) => tagImage(pool, job),
    ImageDelete: (job) => deleteImage(pool, job),
    ImagePrune: (job) => pruneImages(pool, job),
    ImageInspect: (job) => inspectImage(pool, job),
    ImageHistory: (job) => runOnImage(pool, job),
    ImageAttestations: (job) => runOnImage(pool, job),
    ImageGet: (job) => runOnImage(pool, job),
    ImageGetAll: (job) => saveImages(pool, job),
    ImagePush: (job) => pushImage(pool, job),
    ImageBuild: (job) => builders.build(job),
    BuildPrune: (job) => pruneBuilds(pool, job),
    Session: (job) => builders.session(job),
    Grpc: (job) => builders.grpc(job),
  }
}
