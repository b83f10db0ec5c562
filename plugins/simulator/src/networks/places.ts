import type { Container } from '../containers/container.js'
import type { NetworkInterface } from '../machine/network/host-network.js'
import { holds, parseAddress } from './address.js'
import type { Endpoint, Network } from './network.js'
import type { Link, Networks } from './networks.js'

/** Where a container is on one network. */
export interface Place {
  readonly network: Network
  readonly endpoint: Endpoint
  readonly link: Link
  /** Which network leads elsewhere: the highest. */
  readonly priority: number
}

/** An address with the bits of its subnet (`172.17.0.2/16`) without them. */
export const withoutBits = (text: string): string => text.split('/')[0]!

/** On which networks a container is, by its interfaces. */
export function placesOf(networks: Networks, container: Container | undefined): readonly Place[] {
  if (container === undefined) return []
  return Object.values(container.networks)
    .flatMap(({ NetworkID = '', GwPriority = 0 }): Place[] => {
      const network = networks.get(NetworkID)
      const endpoint = networks.endpoints(NetworkID).get(container.id)
      const link = networks.linkOf(NetworkID, container.id)
      if (network === undefined || endpoint === undefined || link === undefined) return []
      // `none` and `host` are networks without addresses.
      if (endpoint.ipv4 === '' && endpoint.ipv6 === '') return []
      return [{ network, endpoint, link, priority: GwPriority }]
    })
    .sort((a, b) => a.link.number - b.link.number)
}

/** The network that leads elsewhere, of one family: of those that are not internal by priority, then by name (libnetwork `Less`). */
export function leadingOut(places: readonly Place[], family: 4 | 6): Place | undefined {
  const [first] = places
    .filter(({ network, endpoint }) => !network.internal && addressOf(endpoint, family) !== '')
    .sort((a, b) => b.priority - a.priority || (a.network.name < b.network.name ? -1 : 1))
  return first
}

export const addressOf = ({ ipv4, ipv6 }: Endpoint, family: 4 | 6): string => (family === 4 ? ipv4 : ipv6)

/** The interfaces of a container, as it sees them. */
export function interfacesOf(places: readonly Place[]): readonly NetworkInterface[] {
  const out = ([4, 6] as const).map((family) => [family, leadingOut(places, family)] as const)
  return places.map((place): NetworkInterface => {
    const { network, endpoint, link } = place
    const gateways = out.flatMap(([family, first]) => {
      const pool = network.pools.find(({ subnet }) => subnet.family === family)
      return first === place && pool !== undefined && pool.gateway !== '' ? [pool.gateway] : []
    })
    return {
      name: `eth${link.number}`,
      index: link.number + 2,
      pair: link.pair,
      mtu: mtuOf(network),
      mac: endpoint.mac,
      addresses: [endpoint.ipv4, endpoint.ipv6].filter((text) => text !== ''),
      gateways,
    }
  })
}

/** The bridge of a network, as the host sees it. */
export function bridgeInterface(network: Network, index: number): NetworkInterface {
  const { id, name, options, pools } = network
  const own = options['com.docker.network.bridge.name'] ?? (name === 'bridge' ? 'docker0' : `br-${id.slice(0, 12)}`)
  const addresses = pools.map(({ gateway, subnet }) => `${gateway}/${subnet.bits}`)
  const mac = ['02', '42', ...[0, 2, 4, 6].map((at) => id.slice(at, at + 2))].join(':')
  return { name: own, index: index + 3, mtu: mtuOf(network), mac, addresses, gateways: [] }
}

/** The host's own address on a network that an address is of. */
export function gatewayFor({ pools }: Network, text: string): string | undefined {
  const address = parseAddress(text)
  return pools.find(({ subnet }) => address !== undefined && holds(subnet, address))?.gateway
}

const mtuOf = ({ options }: Network): number => Number(options['com.docker.network.driver.mtu'] ?? '') || 1500
