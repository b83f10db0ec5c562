import type { Job } from 'libswarm-core'
import type { State } from '../state.js'
import { isRunning } from './container.js'
import { containerEvent } from './event.js'
import { resolve } from './resolve.js'
import { runForClient } from './runs.js'
import { stop, stoppingOf } from './stop.js'
import { keep } from './transitions.js'

/** Answers `ContainerRestart` when the container runs again; one that is not running is started. */
export async function restartContainer(state: State, job: Job<'ContainerRestart'>): Promise<void> {
  const { containers, clock, events, error } = state
  const container = resolve(containers, job.path.id, error)
  const stopping = stoppingOf(container, job, 'restart', error)
  if (isRunning(container)) {
    const kept = keep(container, 1)
    containers.apply(kept)
    await stop(state, kept.after!, stopping)
    const stopped = containers.get(container.id)
    if (stopped !== undefined) containers.apply(keep(stopped, -1))
  }
  const begun = startAgain(state, container.id, job.path.id)
  if (begun !== undefined) await begun
  const again = containers.get(container.id)
  if (again !== undefined) events.publish([containerEvent(again, 'restart', clock.now())])
}

function startAgain(state: State, id: string, text: string): void | Promise<void> {
  const prefix = `Cannot restart container ${text}`
  const container = state.containers.get(id)
  if (container === undefined || container.removing) {
    throw state.error('Conflict', `${prefix}: container is marked for removal and cannot be started`)
  }
  // Another call may have started it in the meantime.
  if (isRunning(container)) return
  const refused = (thrown: unknown): never => {
    throw refusal(prefix, thrown, state.error)
  }
  try {
    const begun = runForClient(state, container)
    if (!(begun instanceof Promise)) return
    return begun.then((how) => (how === 'changed' ? startAgain(state, id, text) : undefined), refused)
  } catch (thrown) {
    return refused(thrown)
  }
}

function refusal(prefix: string, thrown: unknown, error: State['error']): unknown {
  if (!(thrown instanceof Error && 'kind' in thrown)) return thrown
  return error(thrown.kind as Parameters<State['error']>[0], `${prefix}: ${thrown.message}`, thrown)
}
