import type { Container } from '../containers/container.js'
import { hasNames, type Network } from './network.js'
import type { Networks } from './networks.js'
import { withoutBits, type Place } from './places.js'

/** What names are looked up in. */
export interface NameSource {
  readonly networks: Networks
  /** By its full id. */
  readonly container: (id: string) => Container | undefined
}

/**
 * The addresses of a name, as Docker's nameserver knows it for a container: of all that have the name on its networks, each
 * time beginning with another one (moby shuffles them), those of IPv4 first.
 */
export function addressesOf(
  { networks, container }: NameSource,
  places: readonly Place[],
  id: string,
  name: string,
  turn: number,
): readonly string[] {
  const who = container(id)
  const wanted = name.toLowerCase().replace(/\.$/, '')
  const found = places.flatMap(({ network }) =>
    [...networks.endpoints(network.id)].flatMap(([other, endpoint]) => {
      const there = container(other)
      if (there === undefined) return []
      const names = namesOn(network, there, who).map((one) => one.toLowerCase())
      return names.some((one) => one === wanted || qualified(one, network) === wanted) ? [endpoint] : []
    }),
  )
  const first = found.length === 0 ? 0 : turn % found.length
  const turned = [...found.slice(first), ...found.slice(0, first)]
  const texts = [...turned.map(({ ipv4 }) => ipv4), ...turned.map(({ ipv6 }) => ipv6)]
  return texts.filter((text) => text !== '').map(withoutBits)
}

/** The name of an address on one of a container's networks. */
export function nameOf(
  { networks, container }: NameSource,
  places: readonly Place[],
  address: string,
): string | undefined {
  for (const { network } of places) {
    for (const [other, { ipv4, ipv6 }] of networks.endpoints(network.id)) {
      if (withoutBits(ipv4) !== address && withoutBits(ipv6) !== address) continue
      const there = container(other)
      const [name] = there === undefined ? [] : namesOn(network, there, undefined)
      if (name !== undefined) return qualified(name, network)
    }
  }
  return undefined
}

/**
 * The names that a container is found by on a network, from there: its name, its aliases, its short id, and what who asks
 * calls it (`--link`). None on the default networks, where dockerd's nameserver is not asked (libnetwork `resolver.go`).
 */
function namesOn(network: Network, there: Container, who: Container | undefined): readonly string[] {
  if (!hasNames(network)) return []
  const { DNSNames } = there.networks[network.name] ?? {}
  const links = who?.networks[network.name]?.Links ?? who?.hostConfig.Links ?? []
  const linked = links.flatMap((link) => {
    const [name = '', alias = name] = link.split(':')
    return [there.name, there.id, there.id.slice(0, 12)].includes(name.replace(/^\//, '')) ? [alias] : []
  })
  return [...(DNSNames ?? []), ...linked]
}

/** A name with that of its network, which it is found by as well. */
const qualified = (name: string, { name: network }: Network): string => `${name}.${network}`.toLowerCase()
