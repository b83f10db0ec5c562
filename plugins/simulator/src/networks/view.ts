import type { Answer } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { State } from '../state.js'
import { toRfc3339 } from '../time.js'
import type { Network } from './network.js'

/** What a list says of a network, for a version of the API; undefined is the newest. */
export function summarizeNetwork(network: Network, version: string | undefined): Answer<'NetworkList'>[number] {
  const { ipam } = network
  return {
    Name: network.name,
    Id: network.id,
    Created: toRfc3339(network.created),
    Scope: 'local',
    Driver: network.driver,
    // The field came with API 1.48.
    ...(isOlder(version ?? '1.48', '1.48') ? {} : { EnableIPv4: network.ipv4 }),
    EnableIPv6: network.ipv6,
    IPAM: { Driver: 'default', Options: ipam.options, Config: [...ipam.config] },
    Internal: network.internal,
    Attachable: network.attachable,
    Ingress: false,
    ConfigFrom: { Network: network.configFrom },
    ConfigOnly: network.configOnly,
    ...(isOlder(version ?? '1.52', '1.52') ? noContainers : {}),
    Options: network.options,
    Labels: network.labels,
  }
}

// Before API 1.52 a list has the field, and leaves it empty.
const noContainers: object = { Containers: {} }

/** All that is known of a network. */
export function describeNetwork(state: State, network: Network, version: string | undefined): Answer<'NetworkInspect'> {
  const endpoints = [...state.networks.endpoints(network.id)].sort(([a], [b]) => (a < b ? -1 : 1))
  const containers = endpoints.map(
    ([id, { id: EndpointID, mac: MacAddress, ipv4: IPv4Address, ipv6: IPv6Address }]) => {
      const Name = state.containers.get(id)?.name ?? ''
      return [id, { Name, EndpointID, MacAddress, IPv4Address, IPv6Address }] as const
    },
  )
  return { ...summarizeNetwork(network, version), Containers: Object.fromEntries(containers) }
}
