import type { Answer, Job } from 'libswarm-core'
import type { State } from '../state.js'
import { isRunning } from './container.js'
import { containerEvent } from './event.js'
import { ps } from './ps.js'
import { resolve } from './resolve.js'

/** Answers `ContainerTop`: the container's processes as `ps` lists them, with `-ef` unless the client says. */
export function topOfContainer(state: State, job: Job<'ContainerTop'>): Answer<'ContainerTop'> {
  const { clock, containers, error, events, processes, settings } = state
  const container = resolve(containers, job.path.id, error)
  const asked = (job.query.ps_args ?? '').split(/\s+/).filter((word) => word !== '')
  if (!isRunning(container)) throw error('Conflict', `Container ${container.id} is not running`)
  if (container.run.phase === 'restarting') {
    throw error('Conflict', `Container ${container.id} is restarting, wait until the container is running`)
  }
  const table = ps(asked.length === 0 ? ['-ef'] : asked, processes.list(container.id), {
    now: clock.now(),
    memory: settings.host.memory,
  })
  // The failure of `ps` is 500 in moby.
  if (typeof table === 'string') throw error('InvalidParameter', table)
  events.publish([containerEvent(container, 'top', clock.now())])
  return { Titles: table.titles, Processes: table.rows }
}
