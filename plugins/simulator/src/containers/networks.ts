import { isIP } from 'node:net'
import type { MakeError } from '../errors.js'
import type { HostConfig, Networks } from './container.js'
import { endpointFields } from './networking-fields.js'
import { isObject, mismatch, readFields } from './read-fields.js'

type Endpoint = Networks[string]

// What the engine tells, and no client asks for.
const unset: Endpoint = {
  NetworkID: '',
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  DNSNames: null,
}

/** The networks of a new container: those asked for, or else that of its network mode. No address is given out. */
export function networksOf(networking: unknown, { NetworkMode = 'default' }: HostConfig, error: MakeError): Networks {
  const asked = endpointsOf(networking, error)
  const endpoints = asked.length > 0 ? asked : [[networkOf(NetworkMode), {}] as const]
  const read = endpoints.flatMap(([name, endpoint]) => {
    if (name === undefined) return []
    if (endpoint === null) throw error('InvalidParameter', `no EndpointSettings for ${name}`)
    return [[networkOf(name) ?? name, readEndpoint(endpoint, error)] as const]
  })
  return Object.fromEntries(read)
}

/** Reads an `EndpointSettings`; throws `InvalidParameter` for values of the wrong type, and what is no address. */
export function readEndpoint(values: unknown, error: MakeError): Endpoint {
  if (!isObject(values)) throw mismatch(values, 'value', 'network.EndpointSettings', error)
  const read = readFields(values, endpointFields, 'EndpointSettings', error) as Endpoint
  const ipam = read.IPAMConfig
  if (ipam === null || ipam === undefined) return { ...read, ...unset }
  const { IPv4Address: four = '', IPv6Address: six = '', LinkLocalIPs: local = [] } = ipam
  if (four !== '' && isIP(four) !== 4) throw error('InvalidParameter', `invalid IPv4 address: ${four}`)
  if (six !== '' && isIP(six) !== 6) throw error('InvalidParameter', `invalid IPv6 address: ${six}`)
  const odd = local.find((address) => isIP(address) === 0)
  if (odd !== undefined) throw error('InvalidParameter', `invalid link-local IP address: ${odd}`)
  return { ...read, ...unset }
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
