import type { Container } from '../containers/container.js'
import { publishes, type Endpoint } from './network.js'
import type { Networks } from './networks.js'

/** Where a container's ports are reached: its endpoint on the first of its networks that publishes them. */
export function gatewayOf(networks: Networks, { id, networks: own }: Container): Endpoint | undefined {
  for (const { NetworkID = '' } of Object.values(own)) {
    const network = networks.get(NetworkID)
    const endpoint = networks.endpoints(NetworkID).get(id)
    if (network !== undefined && endpoint !== undefined && publishes(network)) return endpoint
  }
  return undefined
}

/** The address of an endpoint, of IPv4 where it has one. */
export const addressOf = ({ ipv4, ipv6 }: Endpoint): string => (ipv4 === '' ? ipv6 : ipv4).split('/')[0]!
