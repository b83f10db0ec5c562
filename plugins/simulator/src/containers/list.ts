import type { Answer, Job } from 'libswarm-core'
import type { State } from '../state.js'
import { isRunning } from './container.js'
import { checkFilters, fitsContainer } from './filter.js'
import { resolve } from './resolve.js'
import { summarize } from './summary.js'

/** Answers `ContainerList`: the newest first, the running ones unless more is asked for. */
export function listContainers(state: State, job: Job<'ContainerList'>): Answer<'ContainerList'> {
  const { containers, clock, error } = state
  const { all = false, limit = 0, size = false, filters = {}, before, since } = job.query
  const bounds = { before: before ?? filters['before']?.[0] ?? '', since: since ?? filters['since']?.[0] ?? '' }
  checkFilters(filters, error)
  const created = (text: string, otherwise: number): number =>
    text === '' ? otherwise : resolve(containers, text, error).created
  const [from, to] = [created(bounds.since, -Infinity), created(bounds.before, Infinity)]
  const everyPhase = all || limit > 0 || (filters['status'] ?? []).length > 0
  const found = [...containers.all()]
    .reverse()
    .filter((container) => everyPhase || isRunning(container))
    .filter((container) => container.created > from && container.created < to && fitsContainer(container, filters))
  const now = clock.now()
  const sizes = size ? { SizeRw: 0, SizeRootFs: 0 } : {}
  return (limit > 0 ? found.slice(0, limit) : found).map((container) => ({ ...summarize(container, now), ...sizes }))
}
