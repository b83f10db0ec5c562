import type { Job } from 'libswarm-core'
import type { State } from '../state.js'
import { isRunning } from './container.js'
import { monitorHealth } from './health-monitor.js'
import { resolve } from './resolve.js'
import { pause, unpause } from './transitions.js'

/** Answers `ContainerPause`. */
export function pauseContainer({ containers, processes, clock, error }: State, job: Job<'ContainerPause'>): void {
  const container = resolve(containers, job.path.id, error)
  const { id, run } = container
  if (!isRunning(container)) throw error('Conflict', `Container ${id} is not running`)
  if (run.phase === 'paused') throw error('Conflict', `Container ${id} is already paused`)
  if (run.phase === 'restarting') {
    throw error('Conflict', `Container ${id} is restarting, wait until the container is running`)
  }
  processes.pause(id)
  containers.apply(pause(container, clock.now()))
}

/** Answers `ContainerUnpause`. */
export function unpauseContainer(state: State, job: Job<'ContainerUnpause'>): void {
  const { containers, processes, clock, error } = state
  const container = resolve(containers, job.path.id, error)
  if (container.run.phase !== 'paused') throw error('Conflict', `Container ${container.id} is not paused`)
  containers.apply(unpause(container, clock.now()))
  processes.resume(container.id)
  if (container.health !== undefined) monitorHealth(state, containers.get(container.id)!)
}
