import { formatSubnet, parseSubnet, type Subnet } from '../../networks/address.js'
import type { NetworkInterface } from './host-network.js'

/** A line of the routing table. */
export interface RouteEntry {
  readonly to: Subnet
  /** `default`, or the subnet in its usual writing. */
  readonly text: string
  readonly device: string
  readonly gateway?: string
  /** The address of its own that is the source. */
  readonly source?: string
}

const everything = (family: 4 | 6): Subnet => ({ family, first: 0n, bits: 0 })
const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4)
const byFirst = (a: RouteEntry, b: RouteEntry): number => (a.to.first < b.to.first ? -1 : 1)

/** The routing table of interfaces, of one family, as Linux orders it. */
export function routesOf(interfaces: readonly NetworkInterface[], family: 4 | 6): readonly RouteEntry[] {
  const own = interfaces.filter(({ name }) => name !== 'lo')
  const subnets = own.flatMap(({ name: device, addresses }) =>
    addresses.flatMap((address): RouteEntry[] => {
      const to = parseSubnet(address)
      if (to?.family !== family) return []
      return [{ to, text: formatSubnet(to), device, source: address.split('/')[0]! }]
    }),
  )
  const ways = own.flatMap(({ name: device, gateways }) =>
    gateways
      .filter((gateway) => familyOf(gateway) === family)
      .map((gateway): RouteEntry => ({ to: everything(family), text: 'default', device, gateway })),
  )
  return family === 4 ? [...ways, ...subnets.sort(byFirst)] : [...subnets.sort(byFirst), ...ways]
}
