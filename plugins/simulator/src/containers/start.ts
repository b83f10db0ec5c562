import type { Job, ReplyInit } from 'libswarm-core'
import type { State } from '../state.js'
import { isRunning } from './container.js'
import { resolve } from './resolve.js'
import { runForClient } from './runs.js'

/** Answers `ContainerStart`; 304 for a container that is running. */
export function startContainer(
  state: State,
  job: Job<'ContainerStart'>,
): ReplyInit | undefined | Promise<ReplyInit | undefined> {
  const { containers, error } = state
  const container = resolve(containers, job.path.id, error)
  if ((job.query.checkpoint ?? '') !== '') {
    throw error('InvalidParameter', 'checkpoint is only supported in experimental mode')
  }
  if (container.run.phase === 'paused') {
    throw error('Conflict', 'cannot start a paused container, try unpause instead')
  }
  if (isRunning(container)) return { status: 304 }
  if (container.removing) throw error('Conflict', 'container is marked for removal and cannot be started')
  const begun = runForClient(state, container)
  if (begun instanceof Promise) return begun.then((how) => (how === 'changed' ? startContainer(state, job) : undefined))
}
