import type { Container } from '../containers/container.js'
import { hasNames, type Network } from './network.js'

/**
 * The names that a container is found by on a network, from there: its name, its aliases, its short id, and what who asks
 * calls it (`--link`). None on the default networks, where dockerd's nameserver is not asked (libnetwork `resolver.go`).
 */
export function namesOn(network: Network, there: Container, who: Container | undefined): readonly string[] {
  if (!hasNames(network)) return []
  const { DNSNames } = there.networks[network.name] ?? {}
  const links = who?.networks[network.name]?.Links ?? who?.hostConfig.Links ?? []
  const linked = (links ?? []).flatMap((link) => {
    const [name = '', alias = name] = link.split(':')
    return [there.name, there.id, there.id.slice(0, 12)].includes(name.replace(/^\//, '')) ? [alias] : []
  })
  return [...(DNSNames ?? []), ...linked]
}

/** A name with that of its network, which it is found by as well. */
export const qualified = (name: string, { name: network }: Network): string => `${name}.${network}`.toLowerCase()
