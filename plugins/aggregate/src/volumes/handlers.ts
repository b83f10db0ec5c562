import type { CreateParts } from '../local/create.js'
import type { Handlers } from '../routing/handler.js'
import { createVolume } from './create.js'
import { listVolumes } from './list.js'
import { deleteVolume, inspectVolume } from './one.js'

/** What is answered about volumes. */
export const volumeHandlers = (parts: CreateParts): Handlers => ({
  VolumeList: (job) => listVolumes(parts.pool, job),
  VolumeCreate: (job) => createVolume(parts, job),
  VolumeInspect: (job) => inspectVolume(parts.pool, job),
  VolumeDelete: (job) => deleteVolume(parts.pool, job),
})
