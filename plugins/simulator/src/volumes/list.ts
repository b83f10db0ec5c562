import type { Answer, Job } from 'libswarm-core'
import { checkFilterNames, truthOf } from '../filters.js'
import type { State } from '../state.js'
import { fitsVolume } from './filter.js'
import { usersByVolume } from './users.js'
import { describeVolume } from './view.js'
import type { Volume } from './volume.js'

/** Answers `VolumeList`. */
export function listVolumes(state: State, job: Job<'VolumeList'>): Answer<'VolumeList'> {
  const filters = job.query.filters ?? {}
  checkFilterNames(filters, ['dangling', 'driver', 'label', 'name'], state)
  const dangling = truthOf(filters, 'dangling', undefined, state)
  const users = dangling === undefined ? undefined : usersByVolume(state)
  const found = state.volumes.all().filter((volume) => {
    return fitsVolume(volume, filters) && (users === undefined || users.has(volume.name) !== dangling)
  })
  return { Volumes: found.map((volume) => describeVolume(volume, job.version)), Warnings: null }
}

/** Answers `VolumeInspect`. */
export function inspectVolume(state: State, job: Job<'VolumeInspect'>): Answer<'VolumeInspect'> {
  return describeVolume(requireVolume(state, job.path.name), job.version)
}

/** The volume of a name; throws `NotFound` where there is none. */
export function requireVolume({ volumes, error }: State, name: string): Volume {
  const volume = volumes.get(name)
  if (volume === undefined) throw error('NotFound', `get ${name}: no such volume`)
  return volume
}
