import type { Job } from 'libswarm-core'
import type { State } from '../state.js'
import { isRunning, type Container } from './container.js'
import { destroy } from './destroy.js'
import { resolve } from './resolve.js'
import { sendSignal, untilEnded } from './signalling.js'
import { killSignal } from './signals.js'
import { beginRemoval } from './transitions.js'

/** Answers `ContainerDelete` when the container is gone; a running one goes by `force` only. There are no links. */
export async function removeContainer(state: State, job: Job<'ContainerDelete'>): Promise<void> {
  const { containers, error } = state
  const { force = false, v: withVolumes = false, link = false } = job.query
  const container = resolve(containers, job.path.id, error)
  const { id } = container
  if (container.removing) throw error('Conflict', `removal of container ${job.path.id} is already in progress`)
  if (link) throw error('Conflict', 'Conflict, cannot remove the default link name of the container')
  if (isRunning(container)) {
    if (!force) throw refusal(container, error)
    containers.apply(beginRemoval(container))
    const kill = (): void => sendSignal(state, containers.get(id)!, killSignal)
    await untilEnded(state, id, kill)
  }
  const ended = containers.get(id)
  if (ended !== undefined) destroy(state, ended, withVolumes)
}

function refusal({ id, run }: Container, error: State['error']): Error {
  const paused = run.phase === 'paused'
  const remedy = `${paused ? 'Unpause and then stop' : 'Stop'} the container before attempting removal or force remove`
  return error('Conflict', `You cannot remove a ${run.phase} container ${id}. ${remedy}`)
}
