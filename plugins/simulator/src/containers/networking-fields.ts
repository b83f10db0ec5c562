import { isOlder } from '../api-version.js'
import type { MakeError } from '../errors.js'
import { nullable, omitted, optional, plain, type FieldTable, type StructType } from './fields.js'

const ipam: StructType = {
  struct: 'network.EndpointIPAMConfig',
  fields: { IPv4Address: omitted('string'), IPv6Address: omitted('string'), LinkLocalIPs: optional('strings') },
}

/** How a container is on one network, as moby's `network.EndpointSettings`. */
export const endpointFields = {
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
} satisfies FieldTable

/** The type of an endpoint in a request. */
export const endpoint: StructType = { struct: 'network.EndpointSettings', fields: endpointFields }

/** `NetworkingConfig` of `ContainerCreate`, as moby's `network.NetworkingConfig`. */
export const networkingFields = {
  EndpointsConfig: nullable({ map: 'map[string]*network.EndpointSettings', values: endpoint, nulls: true }),
} satisfies FieldTable

/** Throws `InvalidParameter` for more endpoints than one before API 1.44. */
export function checkNetworking(
  networking: Readonly<Record<string, unknown>>,
  version: string | undefined,
  error: MakeError,
): void {
  const names = Object.keys(networking['EndpointsConfig'] ?? {})
  if (names.length < 2 || !isOlder(version ?? '1.44', '1.44')) return
  throw error('InvalidParameter', `Container cannot be connected to network endpoints: ${names.join(', ')}`)
}
