import type { Answer, Filters, Job } from 'libswarm-core'
import type { MakeError } from '../errors.js'
import { matchesLabels, valuesOf } from '../filters.js'
import type { State } from '../state.js'
import { untilOf } from '../until.js'
import type { Instant } from '../world.js'
import { networkEvent, networksPruned } from './event.js'
import { isPredefined, type Network } from './network.js'
import { resolveNetwork } from './resolve.js'

/** Answers `NetworkDelete`. */
export function removeNetwork(state: State, job: Job<'NetworkDelete'>): void {
  const { networks, clock, error } = state
  const network = resolveNetwork(networks, job.path.id, error)
  const { id, name } = network
  if (isPredefined(name)) throw error('Forbidden', `${name} is a pre-defined network and cannot be removed`)
  if (isSource(state, network)) throw error('Forbidden', `configuration network "${name}" is in use`)
  if (networks.endpoints(id).size > 0) {
    throw error('Forbidden', `error while removing network: network ${name} id ${id} has active endpoints`)
  }
  destroy(state, network, clock.now())
}

/** Answers `NetworkPrune`: all that a client has made and no running container is on. */
export function pruneNetworks(state: State, job: Job<'NetworkPrune'>): Answer<'NetworkPrune'> {
  const { networks, clock, error, events } = state
  const filters = job.query.filters ?? {}
  const now = clock.now()
  const until = boundOf(filters, now, error)
  const unused = networks
    .all()
    .filter((network) => !isPredefined(network.name) && networks.endpoints(network.id).size === 0)
    .filter(({ created }) => until === undefined || created <= until)
    .filter(({ labels }) => fitsLabels(filters, labels))
  const removed = unused.filter((network) => {
    if (isSource(state, network)) return false
    destroy(state, network, now)
    return true
  })
  events.publish([networksPruned(now)])
  return { NetworksDeleted: removed.length === 0 ? null : removed.map(({ name }) => name) }
}

const isSource = ({ networks }: State, { name, configOnly }: Network): boolean =>
  configOnly && networks.all().some(({ configFrom }) => configFrom === name)

function destroy({ networks, events }: State, network: Network, now: Instant): void {
  networks.delete(network.id)
  events.publish([networkEvent(network, 'destroy', now)])
}

const known = ['label', 'label!', 'until']

function boundOf(filters: Filters, now: Instant, error: MakeError): Instant | undefined {
  const odd = Object.keys(filters).find((key) => !known.includes(key))
  if (odd !== undefined) throw error('InvalidParameter', `Invalid filter '${odd}'`)
  return untilOf(valuesOf(filters, 'until'), now, error)
}

/** Whether labels fit `label` and `label!` of a prune. */
export function fitsLabels(filters: Filters, labels: Readonly<Record<string, string>>): boolean {
  const without = valuesOf(filters, 'label!')
  return matchesLabels(valuesOf(filters, 'label'), labels) && !(without.length > 0 && matchesLabels(without, labels))
}
