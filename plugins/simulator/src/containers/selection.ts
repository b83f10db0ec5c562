import type { Job } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { MakeError } from '../errors.js'
import type { State } from '../state.js'
import { isRunning, type Container } from './container.js'
import { containerFilter } from './filter.js'
import { resolve } from './resolve.js'

/**
 * The containers that a list is of: the newest first, the running ones unless more is asked for. Depends on the
 * containers, the images and the query, and on nothing else.
 */
export function select(state: State, query: Job<'ContainerList'>['query']): readonly Container[] {
  const { containers } = state
  const { all = false, limit = 0, filters = {}, before, since } = query
  const bounds = { before: before ?? filters['before']?.[0] ?? '', since: since ?? filters['since']?.[0] ?? '' }
  const fits = containerFilter(state, filters)
  const created = (text: string, otherwise: number): number =>
    text === '' ? otherwise : resolve(containers, text, notFound(state, text)).created
  const [from, to] = [created(bounds.since, -Infinity), created(bounds.before, Infinity)]
  const everyPhase = all || limit > 0 || (filters['status'] ?? []).length > 0
  const found = [...containers.all()]
    .reverse()
    .filter((container) => everyPhase || isRunning(container))
    .filter((container) => container.created > from && container.created < to && fits(container))
  return limit > 0 ? found.slice(0, limit) : found
}

/** Engines before API 1.44 say it in other words here. */
function notFound({ error, settings }: State, text: string): MakeError {
  if (!isOlder(settings.api.max, '1.44')) return error
  return (kind, sentence) => error(kind, kind === 'NotFound' ? `no such container ${text}` : sentence)
}
