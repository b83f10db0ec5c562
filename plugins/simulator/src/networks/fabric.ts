import type { Container } from '../containers/container.js'
import { NetworkStack } from '../machine/network/stack.js'
import type { SocketAddress } from '../machine/network/sockets.js'
import { noWires, type Published, type Route, type Wires } from '../machine/network/wires.js'
import { hostnameOf } from '../processes/hostname.js'
import { holds, parseAddress } from './address.js'
import { addressesOf, nameOf, type NameSource } from './dns.js'
import { publishes, type Endpoint, type Network } from './network.js'
import type { Networks } from './networks.js'
import { addressOf, bridgeInterface, gatewayFor, interfacesOf, leadingOut, placesOf, withoutBits, type Place } from './places.js' // prettier-ignore

/** What the networks of an engine are looked up in. */
export interface FabricSource extends NameSource {
  readonly networks: Networks
  /** By its id, the beginning of one, or its name. */
  readonly find: (text: string) => Container | undefined
  readonly hostName: string
}

/** The wires between the containers of an engine: who reaches whom, by what address and what name. */
export class Fabric {
  readonly #source: FabricSource
  readonly #stacks = new Map<string, NetworkStack>()
  /** That of the simulated host, which containers on its network share. */
  readonly host: NetworkStack
  #lookups = 0

  constructor(source: FabricSource) {
    this.#source = source
    this.host = new NetworkStack(this.#hostWires())
  }

  /** The container whose network a container shares. */
  ownerOf({ hostConfig }: Container): Container | undefined {
    const mode = hostConfig.NetworkMode ?? ''
    return mode.startsWith('container:') ? this.#source.find(mode.slice('container:'.length)) : undefined
  }

  /** The containers that one is linked to on the default network, which has no names (moby `buildSandboxOptions`). */
  linksOf({ hostConfig, networks }: Container): readonly { readonly address: string; readonly names: string }[] {
    const own = networks['bridge']
    return (own === undefined ? [] : (hostConfig.Links ?? [])).flatMap((link) => {
      const [name = '', alias = name] = link.split(':').map((text) => text.slice(text.lastIndexOf('/') + 1))
      const other = this.#source.find(name)
      const address = other?.networks['bridge']?.IPAddress ?? ''
      if (other === undefined || address === '') return []
      const names = [alias, hostnameOf(other), ...(alias === other.name ? [] : [other.name])]
      return [{ address, names: names.join(' ') }]
    })
  }

  get hostName(): string {
    return this.#source.hostName
  }

  /** The address of the host on the default network: what `host-gateway` stands for. */
  hostGateway(): string {
    return this.#source.networks.named('bridge')[0]?.pools[0]?.gateway ?? ''
  }

  /** The stack for one more run of a container. */
  boot(container: Container): NetworkStack {
    const mode = container.hostConfig.NetworkMode ?? ''
    if (mode === 'host') return this.host
    if (mode.startsWith('container:')) return this.stackOf(container.id) ?? new NetworkStack(noWires)
    const { id } = container
    // Who shares that of a run which is over has nothing left of it.
    const stack: NetworkStack = new NetworkStack(this.#wiresOf(id, () => this.#stacks.get(id) === stack))
    this.#stacks.set(id, stack)
    return stack
  }

  /** That of a container's present run, or its last. */
  stackOf(id: string): NetworkStack | undefined {
    const container = this.#source.container(id)
    if (container === undefined) return undefined
    const mode = container.hostConfig.NetworkMode ?? ''
    if (mode === 'host') return this.host
    if (!mode.startsWith('container:')) return this.#stacks.get(id)
    const owner = this.ownerOf(container)
    return owner === undefined || owner.id === id ? undefined : this.stackOf(owner.id)
  }

  /** What went through the interfaces of a container; none of those of the host. */
  traffic(id: string): ReturnType<NetworkStack['traffic']> {
    const stack = this.stackOf(id)
    return stack === undefined || stack === this.host ? [] : stack.traffic()
  }

  /** A container that runs has left a network, or is on it again. */
  setCut(id: string, { ipv4, ipv6 }: Endpoint, isCut: boolean): void {
    this.#stacks.get(id)?.setCut([ipv4, ipv6].filter((text) => text !== '').map(withoutBits), isCut)
  }

  /** Forgets a container that was removed. */
  forget(id: string): void {
    this.#stacks.delete(id)
  }

  #wiresOf(id: string, isPresent: () => boolean): Wires<NetworkStack> {
    const { networks, container } = this.#source
    const places = (): readonly Place[] => (isPresent() ? placesOf(networks, container(id)) : [])
    return {
      interfaces: () => interfacesOf(places()),
      route: (address) => this.#route(places(), address),
      lookup: (name) => addressesOf(this.#source, places(), id, name, this.#lookups++),
      reverse: (address) => nameOf(this.#source, places(), address),
      published: () => undefined,
    }
  }

  #hostWires(): Wires<NetworkStack> {
    const bridges = (): readonly Network[] => this.#source.networks.all().filter(({ driver }) => driver === 'bridge')
    return {
      interfaces: () => bridges().map(bridgeInterface),
      route: (address) => {
        for (const network of bridges()) {
          const from = gatewayFor(network, address)
          if (from === undefined) continue
          const to = this.#stackAt(network, address)
          return to === undefined ? 'EHOSTUNREACH' : { to, from }
        }
        return 'ENETUNREACH'
      },
      lookup: () => [],
      reverse: () => undefined,
      published: (protocol, to) => this.#published(protocol, to),
    }
  }

  #route(places: readonly Place[], address: string): Route<NetworkStack> {
    for (const { network, endpoint } of places) {
      const gateway = gatewayFor(network, address)
      if (gateway === undefined) continue
      const from = withoutBits(addressOf(endpoint, familyOf(address)))
      if (gateway === address) return { to: this.host, from }
      const to = this.#stackAt(network, address)
      if (to === undefined) return 'EHOSTUNREACH'
      return network.options['com.docker.network.bridge.enable_icc'] === 'false' ? 'dropped' : { to, from }
    }
    return this.#routeOut(places, address)
  }

  /** Out of the bridge, and to the host or through it: which lets nothing through from bridge to bridge, and has no world outside. */
  #routeOut(places: readonly Place[], text: string): Route<NetworkStack> {
    const family = familyOf(text)
    const way = leadingOut(places, family)
    if (way === undefined || !publishes(way.network)) return 'ENETUNREACH'
    const from = withoutBits(addressOf(way.endpoint, family))
    const { networks } = this.#source
    if (networks.all().some(({ pools }) => pools.some(({ gateway }) => gateway === text)))
      return { to: this.host, from }
    const address = parseAddress(text)
    return networks.subnets().some((subnet) => address !== undefined && holds(subnet, address))
      ? 'dropped'
      : 'ENETUNREACH'
  }

  #stackAt(network: Network, address: string): NetworkStack | undefined {
    for (const [id, { ipv4, ipv6 }] of this.#source.networks.endpoints(network.id)) {
      if (withoutBits(ipv4) === address || withoutBits(ipv6) === address) return this.#stacks.get(id)
    }
    return undefined
  }

  #published(protocol: 'tcp' | 'udp', to: SocketAddress): Published<NetworkStack> | undefined {
    const { networks, container } = this.#source
    const held = networks.ports.find(protocol, to)
    if (held === undefined) return undefined
    const stack = this.#stacks.get(held.container)
    const places = placesOf(networks, container(held.container)).filter(({ network }) => publishes(network))
    const place = leadingOut(places, 4) ?? leadingOut(places, 6)
    if (stack === undefined || place === undefined) return undefined
    const address = withoutBits(place.endpoint.ipv4 || place.endpoint.ipv6)
    return {
      stack,
      at: { address, port: Number(held.port.split('/')[0]) },
      from: gatewayFor(place.network, address) ?? address,
    }
  }
}

const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4)
