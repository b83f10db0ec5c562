import { isIP } from 'node:net'
import type { MakeError } from '../errors.js'
import { noAddresses } from '../networks/endpoint.js'
import type { CreateRequest, HostConfig, Networks } from './container.js'

type Endpoint = Networks[string]

/** The networks of a new container: those asked for, or else that of its network mode. No address is given out. */
export function networksOf(
  { EndpointsConfig }: NonNullable<CreateRequest['NetworkingConfig']>,
  { NetworkMode = 'default' }: HostConfig,
  error: MakeError,
): Networks {
  const asked = Object.entries<Endpoint | null>(EndpointsConfig ?? {})
  const endpoints = asked.length > 0 ? asked : [[networkOf(NetworkMode), {}] as const]
  const wanted = endpoints.flatMap(([name, endpoint]) => {
    if (name === undefined) return []
    if (endpoint === null) throw error('InvalidParameter', `no EndpointSettings for ${name}`)
    return [[networkOf(name) ?? name, wantedOf(endpoint, error)] as const]
  })
  return Object.fromEntries(wanted)
}

/** What a client wants of an endpoint; throws `InvalidParameter` for what is no address. The rest is the engine's to tell. */
export function wantedOf(asked: Endpoint, error: MakeError): Endpoint {
  const { IPv4Address: four = '', IPv6Address: six = '', LinkLocalIPs: local = [] } = asked.IPAMConfig ?? {}
  if (four !== '' && isIP(four) !== 4) throw error('InvalidParameter', `invalid IPv4 address: ${four}`)
  if (six !== '' && isIP(six) !== 6) throw error('InvalidParameter', `invalid IPv6 address: ${six}`)
  const odd = local.find((address) => isIP(address) === 0)
  if (odd !== undefined) throw error('InvalidParameter', `invalid link-local IP address: ${odd}`)
  return { ...silent, ...asked, NetworkID: '', ...noAddresses, DNSNames: null }
}

// An endpoint of which nothing is wanted.
const silent: Endpoint = {
  IPAMConfig: null,
  Links: null,
  Aliases: null,
  MacAddress: '',
  DriverOpts: null,
  GwPriority: 0,
}

function networkOf(mode: string): string | undefined {
  if (mode.startsWith('container:')) return undefined
  return mode === 'default' ? 'bridge' : mode
}
