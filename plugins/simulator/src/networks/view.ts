import type { Answer } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { Networks as EndpointsByName } from '../containers/container.js'
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
    ...noContainers,
    Options: network.options,
    Labels: network.labels,
  }
}

// A list has the field, and leaves it empty.
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

/**
 * The endpoints of a container for a version of the API: before 1.45, its short id is among the aliases; `DNSNames`
 * came with 1.44, `GwPriority` with 1.48.
 */
export function endpointsFor(endpoints: EndpointsByName, version: string | undefined): EndpointsByName {
  const before = (other: string): boolean => isOlder(version ?? other, other)
  if (!before('1.48')) return endpoints
  const shown = Object.entries(endpoints).map(([name, endpoint]) => {
    const { DNSNames: names, ...rest } = endpoint
    delete rest.GwPriority
    const asked = rest.Aliases ?? []
    const added = (names ?? []).slice(1).filter((alias) => !asked.includes(alias))
    const Aliases = before('1.45') && added.length > 0 ? [...asked, ...added] : (rest.Aliases ?? null)
    return [name, { ...rest, Aliases, ...(before('1.44') ? {} : { DNSNames: names ?? null }) }] as const
  })
  return Object.fromEntries(shown)
}
