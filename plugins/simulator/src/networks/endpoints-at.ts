import { isOlder } from '../api-version.js'
import { behind } from '../containers/field-order.js'
import type { Networks as EndpointsByName } from '../containers/container.js'

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
    const shown = { ...rest, Aliases }
    return [name, before('1.44') ? older(shown) : { ...shown, DNSNames: names ?? null }] as const
  })
  return Object.fromEntries(shown)
}

const older = behind('GlobalIPv6PrefixLen', 'MacAddress', 'DriverOpts')
