import type { Answer, Job } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { State } from '../state.js'
import { checkNetworkFilters, fitsNetwork } from './filter.js'
import { resolveNetwork } from './resolve.js'
import { describeNetwork, summarizeNetwork } from './view.js'

/** Answers `NetworkList`. */
export function listNetworks(state: State, job: Job<'NetworkList'>): Answer<'NetworkList'> {
  const { networks } = state
  const filters = job.query.filters ?? {}
  checkNetworkFilters(filters, state)
  return networks
    .all()
    .filter((network) => fitsNetwork(network, filters, networks.endpoints(network.id).size > 0))
    .map((network) =>
      // Before API 1.28, a list said who is on the networks.
      isOlder(job.version ?? '1.28', '1.28')
        ? describeNetwork(state, network, job.version)
        : summarizeNetwork(network, job.version),
    )
}

/** Answers `NetworkInspect`. `verbose` adds what only a swarm's networks have. */
export function inspectNetwork(state: State, job: Job<'NetworkInspect'>): Answer<'NetworkInspect'> {
  const { networks, error } = state
  // A flag that is none is refused, although it means nothing here.
  void job.query.verbose
  const scope = job.query.scope ?? ''
  if (scope !== '' && scope !== 'local') throw error('NotFound', `network ${job.path.id} not found`)
  return describeNetwork(state, resolveNetwork(networks, job.path.id, error), job.version)
}
