import type { Job } from 'libswarm-core'
import type { State } from '../state.js'
import { claimName } from './naming.js'
import { resolve } from './resolve.js'
import { rename } from './transitions.js'

/** Answers `ContainerRename`. */
export function renameContainer(state: State, job: Job<'ContainerRename'>): void {
  const { containers, clock, error } = state
  const asked = job.query.name ?? ''
  if (asked === '') throw error('InvalidParameter', 'Neither old nor new names may be empty')
  const path = asked.startsWith('/') ? asked : `/${asked}`
  const container = resolve(containers, job.path.id, error)
  if (path === `/${container.name}`) {
    throw error('InvalidParameter', 'Renaming a container with the same name as its current name')
  }
  const refuse: State['error'] = (kind, sentence) => error(kind, `Error when allocating new name: ${sentence}`)
  const name = claimName({ ...state, error: refuse }, path)
  containers.apply(rename(container, clock.now(), name))
}
