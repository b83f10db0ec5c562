import type { Job } from 'libswarm-core'
import type { MakeError } from '../errors.js'
import type { State } from '../state.js'
import { isRunning } from './container.js'
import { containerEvent } from './event.js'
import { resolve } from './resolve.js'

/** Answers `ContainerResize`. */
export function resizeContainer(state: State, job: Job<'ContainerResize'>): void {
  const { clock, containers, error, events, processes } = state
  const { rows, columns } = sizeOf(job.query, error)
  const container = resolve(containers, job.path.id, error)
  if (!isRunning(container)) throw error('Conflict', `Container ${container.id} is not running`)
  processes.resize(container.id, rows, columns)
  const size = { height: String(rows), width: String(columns) }
  events.publish([containerEvent(container, 'resize', clock.now(), size)])
}

/** The size that a client gives a terminal, in characters; both numbers have to be there. */
export function sizeOf(
  query: { readonly h?: number; readonly w?: number },
  error: MakeError,
): { rows: number; columns: number } {
  const { h: rows, w: columns } = query
  if (rows !== undefined && columns !== undefined) return { rows, columns }
  throw error('InvalidParameter', 'strconv.Atoi: parsing "": invalid syntax')
}
