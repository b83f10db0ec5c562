import type { Answer, Job } from 'libswarm-core'
import { checkFilterNames, fitsLabels } from '../filters.js'
import type { EventMessage } from '../events/log.js'
import { makeEvent } from '../events/make-event.js'
import { untilOf } from '../moment.js'
import type { State } from '../state.js'
import type { Instant } from '../world.js'
import { isRunning } from './container.js'
import { destroy } from './destroy.js'

/** Answers `ContainerPrune`: what is not running goes, the newest first. Containers hold no bytes of their own. */
export function pruneContainers(state: State, job: Job<'ContainerPrune'>): Answer<'ContainerPrune'> {
  const { containers, clock, events, error } = state
  const filters = job.query.filters ?? {}
  checkFilterNames(filters, ['label', 'label!', 'until'], state)
  const until = untilOf(filters, clock.now(), error)
  const deleted = [...containers.all()].reverse().filter((container) => {
    if (isRunning(container) || container.removing || container.created > until) return false
    return fitsLabels(filters, container.config.Labels ?? {})
  })
  for (const container of deleted) destroy(state, container, false)
  events.publish([pruned(clock.now())])
  return { ContainersDeleted: deleted.length === 0 ? null : deleted.map(({ id }) => id), SpaceReclaimed: 0 }
}

const pruned = (at: Instant): EventMessage => ({
  status: 'prune',
  ...makeEvent('container', 'prune', '', [['reclaimed', '0']], at),
})
