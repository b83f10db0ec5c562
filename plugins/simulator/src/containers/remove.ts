import type { Job } from 'libswarm-core'
import type { State } from '../state.js'
import { isRunning } from './container.js'
import { resolve } from './resolve.js'
import { remove } from './transitions.js'

/** Answers `ContainerDelete`; a running container goes by `force` only. There are no volumes and no links to remove. */
export function removeContainer({ containers, clock, error }: State, job: Job<'ContainerDelete'>): void {
  const container = resolve(containers, job.path.id, error)
  if (job.query.link === true) {
    throw error('Conflict', 'Conflict, cannot remove the default link name of the container')
  }
  if (isRunning(container) && job.query.force !== true) {
    const remedy = 'Stop the container before attempting removal or force remove'
    throw error('Conflict', `You cannot remove a running container ${container.id}. ${remedy}`)
  }
  containers.apply(remove(container, clock.now()))
}
