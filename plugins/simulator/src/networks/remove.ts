import type { Answer, Job } from 'libswarm-core'
import { checkFilterNames, fitsLabels } from '../filters.js'
import { untilOf } from '../moment.js'
import type { State } from '../state.js'
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
  checkFilterNames(filters, ['label', 'label!', 'until'], state)
  const until = untilOf(filters, now, error)
  const unused = networks
    .all()
    .filter((network) => !isPredefined(network.name) && networks.endpoints(network.id).size === 0)
    .filter(({ created }) => created <= until)
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
