import { lazily } from '../lazily.js'
import type { Handlers } from '../register.js'

/** What the engine answers about volumes. */
export const volumeHandlers: Handlers = {
  VolumeList: lazily(async () => (await import('./list.js')).listVolumes),
  VolumeCreate: lazily(async () => (await import('./create.js')).createVolume),
  VolumeInspect: lazily(async () => (await import('./list.js')).inspectVolume),
  VolumeDelete: lazily(async () => (await import('./remove.js')).removeVolume),
  VolumePrune: lazily(async () => (await import('./remove.js')).pruneVolumes),
}
