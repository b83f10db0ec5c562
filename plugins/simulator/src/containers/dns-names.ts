import type { Container, Networks } from './container.js'

type Named = Pick<Container, 'id' | 'name' | 'config'>

/** The names that others on a network find a container by (moby `buildEndpointDNSNames`). */
export function dnsNames({ id, name, config }: Named, aliases: readonly string[] | null | undefined): string[] {
  const names = [name, ...(aliases ?? []), id.slice(0, 12), config.Hostname ?? '']
  return [...new Set(names.filter((one) => one !== ''))]
}

/** A container's networks after it was given another name; on those that have no names, nothing changes. */
export function renamedOn(networks: Networks, container: Named): Networks {
  const renamed = Object.entries(networks).map(([network, endpoint]) => {
    const hasNames = (endpoint.DNSNames ?? null) !== null
    return [network, hasNames ? { ...endpoint, DNSNames: dnsNames(container, endpoint.Aliases) } : endpoint] as const
  })
  return Object.fromEntries(renamed)
}
