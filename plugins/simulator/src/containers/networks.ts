import type { MakeError } from '../errors.js'
import type { HostConfig, Networks } from './container.js'
import { nullable, plain, type FieldTable } from './fields.js'
import { isObject, mismatch, readFields } from './read-fields.js'

type Endpoint = Networks[string]

const endpointFields = {
  IPAMConfig: nullable('object'),
  Links: nullable('strings'),
  Aliases: nullable('strings'),
  MacAddress: plain('string'),
  DriverOpts: nullable('stringMap'),
  GwPriority: plain('integer'),
  NetworkID: plain('string'),
  EndpointID: plain('string'),
  Gateway: plain('string'),
  IPAddress: plain('string'),
  IPPrefixLen: plain('integer'),
  IPv6Gateway: plain('string'),
  GlobalIPv6Address: plain('string'),
  GlobalIPv6PrefixLen: plain('integer'),
  DNSNames: nullable('strings'),
} satisfies Record<keyof Endpoint, unknown> & FieldTable

/** The networks of a new container: those asked for, or else that of its network mode. No address is given out. */
export function networksOf(networking: unknown, { NetworkMode = 'default' }: HostConfig, error: MakeError): Networks {
  const asked = endpointsOf(networking, error)
  const endpoints = asked.length > 0 ? asked : [[networkOf(NetworkMode), {}] as const]
  const read = endpoints.flatMap(([name, endpoint]) => {
    if (name === undefined) return []
    const values = endpoint ?? {}
    if (!isObject(values)) throw mismatch(values, 'value', 'network.EndpointSettings', error)
    return [[networkOf(name) ?? name, readFields(values, endpointFields, 'EndpointSettings', error)] as const]
  })
  return Object.fromEntries(read)
}

function endpointsOf(networking: unknown, error: MakeError): readonly (readonly [string | undefined, unknown])[] {
  if (networking === undefined || networking === null) return []
  if (!isObject(networking)) {
    throw mismatch(
      networking,
      'struct field ContainerConfigWrapper.NetworkingConfig',
      'network.NetworkingConfig',
      error,
    )
  }
  const { EndpointsConfig: endpoints = null } = networking
  if (endpoints === null) return []
  if (!isObject(endpoints)) {
    throw mismatch(endpoints, 'struct field NetworkingConfig.EndpointsConfig', 'map[string]struct', error)
  }
  return Object.entries(endpoints)
}

function networkOf(mode: string): string | undefined {
  if (mode.startsWith('container:')) return undefined
  return mode === 'default' ? 'bridge' : mode
}
