import { isRunning, type Container } from '../containers/container.js'
import type { NetworkInterface } from '../machine/network/host-network.js'
import type { SocketAddress } from '../machine/network/sockets.js'
import { NetworkStack } from '../machine/network/stack.js'
import { noWires, type Published, type Route, type Wires } from '../machine/network/wires.js'
import { holds, parseAddress, parseSubnet } from './address.js'
import { namesOn, qualified } from './dns.js'
import { publishes, type Endpoint, type Network } from './network.js'
import type { Networks } from './networks.js'

/** What the networks of an engine are looked up in. */
export interface FabricSource {
  readonly networks: Networks
  /** By its full id. */
  readonly container: (id: string) => Container | undefined
  /** By its id, the beginning of one, or its name. */
  readonly find: (text: string) => Container | undefined
}

/** Where a container is on one network. */
interface Place {
  readonly network: Network
  readonly endpoint: Endpoint
}

/** The wires between the containers of an engine: who reaches whom, by what address and what name. */
export class Fabric {
  readonly #source: FabricSource
  readonly #stacks = new Map<string, NetworkStack>()
  /** That of the simulated host, which containers on its network share. */
  readonly host: NetworkStack

  constructor(source: FabricSource) {
    this.#source = source
    this.host = new NetworkStack(this.#hostWires())
  }

  /** The stack for one more run of a container. */
  boot(container: Container): NetworkStack {
    const mode = container.hostConfig.NetworkMode ?? ''
    if (mode === 'host') return this.host
    if (mode.startsWith('container:')) {
      const owner = this.#source.find(mode.slice('container:'.length))
      return (owner && this.stackOf(owner.id)) ?? new NetworkStack(noWires)
    }
    const stack = new NetworkStack(this.#wiresOf(container.id))
    this.#stacks.set(container.id, stack)
    return stack
  }

  /** That of a container's present run, or its last. */
  stackOf(id: string): NetworkStack | undefined {
    const mode = this.#source.container(id)?.hostConfig.NetworkMode ?? ''
    if (mode === 'host') return this.host
    if (!mode.startsWith('container:')) return this.#stacks.get(id)
    const owner = this.#source.find(mode.slice('container:'.length))
    return owner === undefined ? undefined : this.stackOf(owner.id)
  }

  /** What went through the interfaces of a container; none of those of the host. */
  traffic(id: string): ReturnType<NetworkStack['traffic']> {
    const stack = this.stackOf(id)
    return stack === undefined || stack === this.host ? [] : stack.traffic()
  }

  /** Forgets a container that was removed. */
  forget(id: string): void {
    this.#stacks.delete(id)
  }

  #wiresOf(id: string): Wires {
    return {
      interfaces: () => this.#placesOf(id).map(interfaceOf),
      route: (address) => this.#route(this.#placesOf(id), address),
      lookup: (name) => this.#lookup(id, name),
      reverse: (address) => this.#reverse(id, address),
      published: () => undefined,
    }
  }

  #hostWires(): Wires {
    const bridges = (): readonly Network[] => this.#source.networks.all().filter(({ driver }) => driver === 'bridge')
    return {
      interfaces: () => bridges().map(bridgeInterface),
      route: (address) => {
        for (const network of bridges()) {
          const from = gatewayFor(network, address)
          const to = from === undefined ? undefined : this.#stackAt(network, address)
          if (from !== undefined) return to === undefined ? 'EHOSTUNREACH' : { to, from }
        }
        return 'ENETUNREACH'
      },
      lookup: () => [],
      reverse: () => undefined,
      published: (protocol, to) => this.#published(protocol, to),
    }
  }

  /** On which networks a container is, in the order of its own list. */
  #placesOf(id: string): readonly Place[] {
    const { networks, container } = this.#source
    return Object.values(container(id)?.networks ?? {}).flatMap(({ NetworkID = '' }) => {
      const network = networks.get(NetworkID)
      const endpoint = networks.endpoints(NetworkID).get(id)
      return network === undefined || endpoint === undefined ? [] : [{ network, endpoint }]
    })
  }

  #route(places: readonly Place[], text: string): Route {
    const address = parseAddress(text)
    for (const { network, endpoint } of places) {
      const from = [endpoint.ipv4, endpoint.ipv6].find((own) => {
        const subnet = parseSubnet(own)
        return subnet !== undefined && address !== undefined && holds(subnet, address)
      })
      if (from === undefined) continue
      const own = withoutBits(from)
      const to = this.#stackAt(network, text)
      if (to !== undefined) return { to, from: own }
      return network.pools.some(({ gateway }) => gateway === text) ? { to: this.host, from: own } : 'EHOSTUNREACH'
    }
    // Out of the bridge, and through the host: which lets nothing through from bridge to bridge, and has no world outside.
    if (!places.some(({ network }) => publishes(network))) return 'ENETUNREACH'
    const elsewhere = this.#source.networks.subnets().some((subnet) => address !== undefined && holds(subnet, address))
    return elsewhere ? 'dropped' : 'ENETUNREACH'
  }

  #stackAt(network: Network, address: string): NetworkStack | undefined {
    for (const [id, { ipv4, ipv6 }] of this.#source.networks.endpoints(network.id)) {
      if (withoutBits(ipv4) === address || withoutBits(ipv6) === address) return this.#stacks.get(id)
    }
    return undefined
  }

  #lookup(id: string, name: string): readonly string[] {
    const { networks, container } = this.#source
    const own = container(id)
    if (own === undefined) return []
    const wanted = name.toLowerCase().replace(/\.$/, '')
    return this.#placesOf(id).flatMap(({ network }) =>
      [...networks.endpoints(network.id)].flatMap(([other, endpoint]) => {
        const there = container(other)
        if (there === undefined || !isRunning(there)) return []
        const names = namesOn(network, there, own)
        const known = names.some((one) => one.toLowerCase() === wanted || qualified(one, network) === wanted)
        return known ? [endpoint.ipv4, endpoint.ipv6].filter((text) => text !== '').map(withoutBits) : []
      }),
    )
  }

  #reverse(id: string, address: string): string | undefined {
    const { networks, container } = this.#source
    for (const { network } of this.#placesOf(id)) {
      for (const [other, { ipv4, ipv6 }] of networks.endpoints(network.id)) {
        if (withoutBits(ipv4) !== address && withoutBits(ipv6) !== address) continue
        const there = container(other)
        const [name] = there === undefined ? [] : namesOn(network, there, undefined)
        if (name !== undefined) return qualified(name, network)
      }
    }
    return undefined
  }

  #published(protocol: 'tcp' | 'udp', to: SocketAddress): Published | undefined {
    const { networks } = this.#source
    const held = networks.ports.find(protocol, to)
    const stack = held === undefined ? undefined : this.#stacks.get(held.container)
    const place = held && this.#placesOf(held.container).find(({ network }) => publishes(network))
    if (held === undefined || stack === undefined || place === undefined) return undefined
    const address = withoutBits(place.endpoint.ipv4 || place.endpoint.ipv6)
    const from = gatewayFor(place.network, address) ?? ''
    return { stack, at: { address, port: Number(held.port.split('/')[0]) }, from }
  }
}

const withoutBits = (text: string): string => text.split('/')[0]!

function interfaceOf({ network, endpoint }: Place, index: number): NetworkInterface {
  const addresses = [endpoint.ipv4, endpoint.ipv6].filter((text) => text !== '')
  const gateways = network.internal ? [] : network.pools.map(({ gateway }) => gateway).filter((text) => text !== '')
  return { name: `eth${index}`, mac: endpoint.mac, addresses, gateways }
}

function bridgeInterface({ id, name, options, pools }: Network): NetworkInterface {
  const own = options['com.docker.network.bridge.name'] ?? (name === 'bridge' ? 'docker0' : `br-${id.slice(0, 12)}`)
  const addresses = pools.map(({ gateway, subnet }) => `${gateway}/${subnet.bits}`)
  return { name: own, mac: '02:42:00:00:00:01', addresses, gateways: [] }
}

/** The host's own address on a network that an address is of. */
function gatewayFor({ pools }: Network, text: string): string | undefined {
  const address = parseAddress(text)
  return pools.find(({ subnet }) => address !== undefined && holds(subnet, address))?.gateway
}
