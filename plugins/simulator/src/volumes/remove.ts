import type { Answer, Job } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import { checkFilterNames, fitsLabels, truthOf } from '../filters.js'
import type { State } from '../state.js'
import { volumeEvent } from './event.js'
import { requireVolume } from './list.js'
import { usersByVolume } from './users.js'
import { describeVolume } from './view.js'

/** Answers `VolumeDelete`; by `force`, also for a volume that is not there. */
export function removeVolume(state: State, job: Job<'VolumeDelete'>): void {
  const { clock, error, events, volumes } = state
  const { name } = job.path
  if (job.query.force === true && volumes.get(name) === undefined) return
  requireVolume(state, name)
  const users = usersByVolume(state).get(name)
  if (users !== undefined) throw error('Conflict', `remove ${name}: volume is in use - [${users.join(', ')}]`)
  volumes.delete(name)
  events.publish([volumeEvent(name, 'destroy', clock.now())])
}

/**
 * Answers `VolumePrune`: those that no container has, but for those that mount a file system of their own. Since API
 * 1.42, those with a name stay unless `all` is asked for.
 */
export function pruneVolumes(state: State, job: Job<'VolumePrune'>): Answer<'VolumePrune'> {
  const { clock, events, volumes } = state
  const old = isOlder(job.version ?? '1.42', '1.42')
  const filters = job.query.filters ?? {}
  checkFilterNames(filters, ['label', 'label!', ...(old ? [] : ['all'])], state)
  const all = old || truthOf(filters, 'all', false, state)
  const users = usersByVolume(state)
  const unused = volumes
    .all()
    .filter(({ name, options }) => !users.has(name) && Object.keys(options ?? {}).length === 0)
    .filter((volume) => all || volume.anonymous)
    .filter((volume) => fitsLabels(filters, describeVolume(volume, job.version).Labels ?? {}))
  const now = clock.now()
  for (const { name } of unused) volumes.delete(name)
  const destroyed = unused.map(({ name }) => volumeEvent(name, 'destroy', now))
  events.publish([...destroyed, volumeEvent('', 'prune', now, { reclaimed: '0' })])
  return { VolumesDeleted: unused.map(({ name }) => name), SpaceReclaimed: 0 }
}
