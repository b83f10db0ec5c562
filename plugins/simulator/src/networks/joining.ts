import { isRunning, type Container, type Networks, type Ports } from '../containers/container.js'
import { dnsNames } from '../containers/dns-names.js'
import { resolve } from '../containers/resolve.js'
import type { MakeError } from '../errors.js'
import type { EventMessage } from '../events/log.js'
import { randomId } from '../random-id.js'
import type { State } from '../state.js'
import type { Instant } from '../world.js'
import { attach, detach, withoutAddresses, type Attached, type EndpointSettings } from './endpoint.js'
import { networkEvent } from './event.js'
import { readLink } from './links.js'
import { publishes, type Endpoint, type Network } from './network.js'
import { portsOf, wantedPorts } from './published.js'
import { resolveNetwork } from './resolve.js'

/** How a container is on its networks after it has joined or left them, and what happened. */
export interface Joined {
  readonly networks: Networks
  /** Host ports by container port while it runs. */
  readonly ports: Ports
  readonly events: readonly EventMessage[]
}

type Tell = (events: readonly EventMessage[]) => void

const nowhere: Joined = { networks: {}, ports: {}, events: [] }

/**
 * Gives a container that starts its addresses on all of its networks, and its ports on the host. Throws, with nothing
 * changed, where a network is not there, or has no address left, or a port is taken: `tell` is given what dockerd tells
 * of that.
 */
export function joinNetworks(state: State, container: Container, at: Instant, tell?: Tell): Joined {
  const mode = container.hostConfig.NetworkMode ?? 'default'
  if (container.config.NetworkDisabled === true) return nowhere
  if (mode.startsWith('container:')) {
    checkShared(state, mode.slice('container:'.length))
    return nowhere
  }
  checkLinks(state, container)
  const fresh = withoutStale(state, container, at)
  const attached: Attached[] = []
  for (const [name, settings] of endpointsOf(fresh, networkOf(mode))) {
    const network = findNetwork(state, name, settings)
    if (attached.some((one) => one.network.id === network.id)) continue
    attached.push(attachTo(state, container, network, settings, networkOf(mode) === name))
  }
  const eventsOf = (action: 'connect' | 'disconnect'): readonly EventMessage[] =>
    attached.map(({ network }) => networkEvent(network, action, at, container.id))
  let ports: Ports
  try {
    ports = publishPorts(state, container, attached)
  } catch (thrown) {
    tell?.(eventsOf('disconnect'))
    throw thrown
  }
  for (const { network, endpoint } of attached) {
    state.networks.put(network)
    state.networks.join(network.id, container.id, endpoint)
  }
  return {
    networks: Object.fromEntries(attached.map(({ network, settings }) => [network.name, settings])),
    ports,
    events: eventsOf('connect'),
  }
}

/**
 * Takes a container that starts off networks that it is on, without a word: it has joined them while it waited for its
 * restart (moby `allocateNetwork` destroys a stale sandbox).
 */
function withoutStale(state: State, container: Container, at: Instant): Container {
  const ids = Object.values(container.networks).map(({ NetworkID = '' }) => NetworkID)
  if (!ids.some((id) => state.networks.endpoints(id).has(container.id))) return container
  return { ...container, networks: leaveNetworks(state, container, at).networks }
}

/** Takes them back from a container that has ended. */
export function leaveNetworks(state: State, container: Container, at: Instant): Joined {
  unpublishPorts(state, container.id)
  const left = Object.values(container.networks).flatMap(({ NetworkID = '' }) => leave(state, container.id, NetworkID))
  const networks = Object.entries(container.networks).map(
    ([name, settings]) => [name, withoutAddresses(settings)] as const,
  )
  const events = left.map((network) => networkEvent(network, 'disconnect', at, container.id))
  return { networks: Object.fromEntries(networks), ports: {}, events }
}

/** Takes a container off one network; the network, or nothing where it is not on it. */
export function leave({ networks }: State, container: string, id: string): readonly Network[] {
  const network = networks.get(id)
  const endpoint = networks.endpoints(id).get(container)
  if (network === undefined || endpoint === undefined) return []
  networks.put(detach(network, endpoint))
  networks.leave(id, container)
  return [network]
}

/** Gives a container an endpoint on one network, with nothing changed yet. */
export function attachTo(
  state: State,
  container: Container,
  network: Network,
  asked: EndpointSettings,
  first: boolean,
): Attached {
  const names = dnsNames(container, asked.Aliases)
  const own = asked.MacAddress ?? ''
  const mac = own === '' && first ? (container.config.MacAddress ?? '') : own
  return attach(network, asked, { id: randomId(state.random), names, mac }, state.error)
}

/** Publishes the ports of a container on the first of its networks that can be reached; returns them all. */
export function publishPorts(state: State, container: Container, attached: readonly Attached[]): Ports {
  const { config, hostConfig, id, name } = container
  const gateway = attached.find(({ network }) => publishes(network))
  if (gateway === undefined) return {}
  const refuse = refusing(state, name, gateway.endpoint)
  return portsOf(config, hostConfig, state.networks.ports.claim(id, wantedPorts(config, hostConfig), refuse))
}

/** Takes the ports of a container back, and listens on them no more. */
export function unpublishPorts({ networks, doors }: State, container: string): void {
  networks.ports.giveBack(container)
  doors.close(container)
}

/** Makes the errors of an endpoint whose ports cannot be had. */
export const refusing =
  ({ error }: State, container: string, { id }: Endpoint): MakeError =>
  (kind, sentence) =>
    error(kind, `driver failed programming external connectivity on endpoint ${container} (${id}): ${sentence}`)

/** The endpoints of a container, that of its network mode first; only that one where it has none. */
function endpointsOf({ networks }: Container, main: string): readonly (readonly [string, EndpointSettings])[] {
  const entries = Object.entries(networks)
  if (entries.length === 0) return [[main, {}]]
  return [...entries.filter(([name]) => name === main), ...entries.filter(([name]) => name !== main)]
}

/** The network that a mode names. */
export const networkOf = (mode: string): string => (mode === 'default' || mode === '' ? 'bridge' : mode)

/** By the id that the endpoint had when it was last up: a network made since with the same name is another one. */
function findNetwork({ networks, error }: State, name: string, { NetworkID = '' }: EndpointSettings): Network {
  return resolveNetwork(networks, NetworkID === '' ? name : NetworkID, error)
}

function checkShared({ containers, error }: State, text: string): void {
  const owner = resolve(containers, text, error)
  if (!isRunning(owner)) throw error('Conflict', `cannot join network of a non running container: ${owner.id}`)
  if (owner.run.phase === 'restarting') {
    throw error('Conflict', `container ${owner.id} is restarting, wait until the container is running`)
  }
}

/** On the default network, a link is a wire to a container that runs; on others it is one more name. */
function checkLinks({ containers, error }: State, { name, hostConfig }: Container): void {
  if (networkOf(hostConfig.NetworkMode ?? '') !== 'bridge') return
  for (const link of hostConfig.Links ?? []) {
    const { container, alias } = readLink(link, error)
    const other = resolve(containers, container, error)
    if (isRunning(other)) continue
    throw error('Conflict', `Cannot link to a non running container: /${other.name} AS /${name}/${alias}`)
  }
}
