import type { Job } from 'libswarm-core'
import { isRunning, type Container, type Ports } from '../containers/container.js'
import { dnsNames } from '../containers/dns-names.js'
import { resolve } from '../containers/resolve.js'
import { nullable, plain } from '../containers/fields.js'
import { endpoint } from '../containers/networking-fields.js'
import { wantedOf } from '../containers/networks.js'
import { readFields } from '../containers/read-fields.js'
import type { MakeError } from '../errors.js'
import { tellJoined, tellLeft } from '../machine/mounts/network-texts.js'
import type { EventMessage } from '../events/log.js'
import type { State } from '../state.js'
import { networkEvent } from './event.js'
import { attachTo, leave, publishPorts, unpublishPorts } from './joining.js'
import { hasNames, publishes, type Network } from './network.js'
import { readBody } from './request.js'
import { whenOpen } from './opening.js'
import { resolveNetwork } from './resolve.js'

const connectFields = { Container: plain('string'), EndpointConfig: nullable(endpoint) }
const disconnectFields = { Container: plain('string'), Force: plain('boolean') }

const onHost = 'container cannot be disconnected from host network or connected to host network'

/** Answers `NetworkConnect`. A container that is not running joins when it starts; there is no event of it. */
export function connectNetwork(state: State, job: Job<'NetworkConnect'>): void | Promise<void> {
  const { clock, containers, error, networks } = state
  const read = readFields(readBody(job.body, 'types.NetworkConnect', error), connectFields, 'NetworkConnect', error)
  const asked = wantedOf(read['EndpointConfig'] ?? {}, error)
  const network = resolveNetwork(networks, job.path.id, error)
  const container = containerOf(state, String(read['Container']))
  checkCompany(container, network, error)
  const again = (): void | Promise<void> => connectNetwork(state, job)
  const opening = state.opening.get(container.id)
  if (opening !== undefined) return opening.then(again, again)
  if (!isRunning(container)) {
    const settings = { ...asked, DNSNames: hasNames(network) ? dnsNames(container, asked.Aliases) : null }
    const after = { ...container, networks: { ...container.networks, [network.name]: settings } }
    containers.apply({ before: container, after, events: [] })
    return
  }
  if (networks.endpoints(network.id).has(container.id)) {
    throw error('Forbidden', `endpoint with name ${container.name} already exists in network ${network.name}`)
  }
  const attached = attachTo(state, container, network, asked, false)
  const published = isPublished(state, container)
  const ports = published ? container.ports : publishPorts(state, container, [attached])
  networks.put(attached.network)
  networks.join(network.id, container.id, attached.endpoint)
  const joined = { ...container, ports, networks: { ...container.networks, [network.name]: attached.settings } }
  const go = (open: Ports): 'joined' => {
    const after = { ...joined, ports: open }
    const runtime = state.machines.runtimeOf(container.id)
    if (runtime !== undefined) tellJoined(runtime, after, network, attached.endpoint)
    const events = [networkEvent(network, 'connect', clock.now(), container.id)]
    containers.apply({ before: container, after, events })
    return 'joined'
  }
  if (published) return void go(ports)
  const undo = (): 'changed' => {
    leave(state, container.id, network.id)
    unpublishPorts(state, container.id)
    return 'changed'
  }
  const refused = (thrown: unknown): never => {
    undo()
    throw thrown
  }
  // Another call may have stopped it, or changed it, while its ports were opened.
  const goIfSame = (open: Ports): 'joined' | 'changed' =>
    containers.get(container.id) === container ? go(open) : undo()
  const done = whenOpen(state, joined, goIfSame, refused)
  if (done instanceof Promise) return done.then((how) => (how === 'changed' ? again() : undefined))
}

/** Answers `NetworkDisconnect`. `Force` is for what is left of a container that is gone, which is nothing here. */
export function disconnectNetwork(state: State, job: Job<'NetworkDisconnect'>): void {
  const { clock, containers, error, networks } = state
  const body = readBody(job.body, 'types.NetworkDisconnect', error)
  const read = readFields(body, disconnectFields, 'NetworkDisconnect', error)
  const network = resolveNetwork(networks, job.path.id, error)
  const text = String(read['Container'])
  const missing: MakeError = (kind, sentence) =>
    error(kind, read['Force'] === true && kind === 'NotFound' ? `endpoint ${text} not found` : sentence)
  const container = containerOf({ ...state, error: missing }, text)
  const running = isRunning(container)
  const names = Object.keys(container.networks)
  const name = names.find((key) => container.networks[key]?.NetworkID === network.id) ?? network.name
  const joined = running ? networks.endpoints(network.id).has(container.id) : names.includes(name)
  if (network.driver === 'host' && joined) throw error('InvalidParameter', onHost)
  if (!joined) {
    const where = running ? `network ${network.name}` : `the network ${network.name}`
    throw error('Conflict', `container ${container.id} is not connected to ${where}`)
  }
  const endpoint = networks.endpoints(network.id).get(container.id)
  const runtime = state.machines.runtimeOf(container.id)
  if (endpoint !== undefined && runtime !== undefined) tellLeft(runtime, container, endpoint)
  leave(state, container.id, network.id)
  const rest = Object.fromEntries(Object.entries(container.networks).filter(([key]) => key !== name))
  const kept = isPublished(state, container)
  if (running && !kept) unpublishPorts(state, container.id)
  const after = { ...container, networks: rest, ports: kept ? container.ports : {} }
  const tell = (): EventMessage => networkEvent(network, 'disconnect', clock.now(), container.id)
  // Of a container that runs, dockerd tells twice: that it has left, and that it was asked to.
  containers.apply({ before: container, after, events: running ? [tell(), tell()] : [tell()] })
}

function containerOf({ containers, error }: State, text: string): Container {
  if (text === '') throw error('InvalidParameter', 'invalid name or ID supplied: ""')
  return resolve(containers, text, error)
}

/** Whether a running container is on a network that its ports can be reached through. */
function isPublished({ networks }: State, { id }: Container): boolean {
  return networks.all().some((network) => publishes(network) && networks.endpoints(network.id).has(id))
}

/** Refuses networks that cannot be one of several (moby `daemon/container_operations_unix.go`). */
function checkCompany(container: Container, network: Network, error: MakeError): void {
  const mode = container.hostConfig.NetworkMode ?? ''
  if (mode.startsWith('container:') || mode === 'host') {
    const sentence = 'container sharing network namespace with another container or host'
    throw error('InvalidParameter', `${sentence} cannot be connected to any other network`)
  }
  if (network.driver === 'host') throw error('InvalidParameter', onHost)
  if (network.driver !== 'null' && !Object.hasOwn(container.networks, 'none')) return
  const sentence = 'container cannot be connected to multiple networks'
  throw error('InvalidParameter', `${sentence} with one of the networks in private (none) mode`)
}
