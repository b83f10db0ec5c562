import { isIPv4, isIPv6 } from 'node:net'
import { isOlder } from '../api-version.js'
import type { MakeError } from '../errors.js'
import { nullable, omitted, optional, plain, type FieldTable, type StructType } from './fields.js'

const ipam: StructType = {
  struct: 'network.EndpointIPAMConfig',
  fields: { IPv4Address: omitted('string'), IPv6Address: omitted('string'), LinkLocalIPs: optional('strings') },
}
const endpoint: StructType = {
  struct: 'network.EndpointSettings',
  fields: {
    IPAMConfig: nullable(ipam),
    Links: nullable('strings'),
    Aliases: nullable('strings'),
    MacAddress: plain('string'),
    DriverOpts: nullable('stringMap'),
    GwPriority: plain('int'),
    NetworkID: plain('string'),
    EndpointID: plain('string'),
    Gateway: plain('string'),
    IPAddress: plain('string'),
    IPPrefixLen: plain('int'),
    IPv6Gateway: plain('string'),
    GlobalIPv6Address: plain('string'),
    GlobalIPv6PrefixLen: plain('int'),
    DNSNames: nullable('strings'),
  },
}

/** `NetworkingConfig` of `ContainerCreate`, as moby's `network.NetworkingConfig`. */
export const networkingFields = {
  EndpointsConfig: nullable({ map: 'map[string]*network.EndpointSettings', values: endpoint, nulls: true }),
} satisfies FieldTable

interface Asked {
  readonly IPAMConfig: { readonly IPv4Address?: string; readonly IPv6Address?: string } | null
}

/** Throws `InvalidParameter` for endpoints that cannot be; there is one at most before API 1.44. */
export function checkNetworking(
  networking: Readonly<Record<string, unknown>>,
  version: string | undefined,
  error: MakeError,
): void {
  const endpoints = Object.entries((networking['EndpointsConfig'] ?? {}) as Record<string, Asked | null>)
  if (endpoints.length > 1 && isOlder(version ?? '1.44', '1.44')) {
    const names = endpoints.map(([name]) => name).join(', ')
    throw error('InvalidParameter', `Container cannot be connected to network endpoints: ${names}`)
  }
  for (const [name, asked] of endpoints) {
    if (asked === null) throw error('InvalidParameter', `no EndpointSettings for ${name}`)
    const { IPv4Address: v4 = '', IPv6Address: v6 = '' } = asked.IPAMConfig ?? {}
    if (v4 !== '' && !isIPv4(v4)) throw error('InvalidParameter', `invalid IPv4 address: ${v4}`)
    if (v6 !== '' && !isIPv6(v6)) throw error('InvalidParameter', `invalid IPv6 address: ${v6}`)
  }
}
