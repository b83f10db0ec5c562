import type { Answer, Filters, Job } from 'libswarm-core'
import { matchesLabels, valuesOf } from '../filters.js'
import type { EventMessage } from '../events/log.js'
import { parseMoment } from '../moment.js'
import type { State } from '../state.js'
import { toNanoseconds, toSeconds } from '../time.js'
import type { Instant } from '../world.js'
import { isRunning } from './container.js'
import { destroy } from './destroy.js'

const known = ['label', 'label!', 'until']

/** Answers `ContainerPrune`: what is not running goes, the newest first. Containers hold no bytes of their own. */
export function pruneContainers(state: State, job: Job<'ContainerPrune'>): Answer<'ContainerPrune'> {
  const { containers, clock, events, error } = state
  const filters = job.query.filters ?? {}
  const unknown = Object.keys(filters).find((key) => !known.includes(key))
  if (unknown !== undefined) throw error('InvalidParameter', `Invalid filter '${unknown}'`)
  const until = untilOf(filters, clock.now(), error)
  const unwanted = valuesOf(filters, 'label!')
  const deleted = [...containers.all()].reverse().filter((container) => {
    const labels = container.config.Labels ?? {}
    if (isRunning(container) || container.removing || container.created > until) return false
    if (unwanted.some((label) => matchesLabels([label], labels))) return false
    return matchesLabels(valuesOf(filters, 'label'), labels)
  })
  for (const container of deleted) destroy(state, container, false)
  events.publish([pruned(clock.now())])
  return { ContainersDeleted: deleted.length === 0 ? null : deleted.map(({ id }) => id), SpaceReclaimed: 0 }
}

function untilOf(filters: Filters, now: Instant, error: State['error']): Instant {
  const [text, another] = valuesOf(filters, 'until')
  if (text === undefined) return Infinity
  if (another !== undefined) throw error('InvalidParameter', 'more than one until filter specified')
  const until = parseMoment(text, now)
  if (until === undefined) throw error('InvalidParameter', `failed to parse value as time or duration: "${text}"`)
  return until
}

function pruned(at: Instant): EventMessage {
  const Actor = { ID: '', Attributes: { reclaimed: '0' } }
  const when = { time: toSeconds(at), timeNano: toNanoseconds(at) }
  return { status: 'prune', Type: 'container', Action: 'prune', Actor, scope: 'local', ...when }
}
