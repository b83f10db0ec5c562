import type { Handlers } from '../register.js'
import { createVolume } from './create.js'
import { inspectVolume, listVolumes } from './list.js'
import { pruneVolumes, removeVolume } from './remove.js'

/** What the engine answers about volumes. */
export const volumeHandlers: Handlers = {
  VolumeList: listVolumes,
  VolumeCreate: createVolume,
  VolumeInspect: inspectVolume,
  VolumeDelete: removeVolume,
  VolumePrune: pruneVolumes,
}
