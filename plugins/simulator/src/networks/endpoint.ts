import type { Networks as EndpointsByName } from '../containers/container.js'
import type { MakeError } from '../errors.js'
import { formatAddress, holds, macOf, parseAddress, type Address } from './address.js'
import { hasNames, type AddressPool, type Endpoint, type Network } from './network.js'
import { claimAny, claimOne, giveBack } from './pool.js'

/** What a client is told of an endpoint, and asks of it. */
export type EndpointSettings = EndpointsByName[string]

/** Who joins a network. */
export interface Joiner {
  /** The id of the endpoint: 64 hexadecimal digits. */
  readonly id: string
  /** The names that others on the network find it by. */
  readonly names: readonly string[]
  /** Empty for one made of its address. */
  readonly mac: string
}

/** A network with one more endpoint. */
export interface Attached {
  readonly network: Network
  readonly endpoint: Endpoint
  readonly settings: EndpointSettings
}

interface Given {
  readonly pool: AddressPool
  readonly address: Address
}

/** Gives an endpoint its addresses on a network; throws where they are taken, or none is left. */
export function attach(network: Network, asked: EndpointSettings, joiner: Joiner, error: MakeError): Attached {
  checkAsked(network, asked, error)
  const { IPv4Address: four = '', IPv6Address: six = '' } = asked.IPAMConfig ?? {}
  const ipv4 = give(network, 4, four, error)
  const ipv6 = give(network, 6, six, error)
  const pools = network.pools.map((pool) => [ipv4, ipv6].find((one) => one?.pool.subnet === pool.subnet)?.pool ?? pool)
  const made = ipv4 ?? ipv6
  const mac = made === undefined ? '' : joiner.mac === '' ? macOf(made.address) : joiner.mac
  const endpoint = { id: joiner.id, mac, ipv4: withBits(ipv4), ipv6: withBits(ipv6) }
  const settings: EndpointSettings = {
    ...asked,
    MacAddress: mac,
    NetworkID: network.id,
    EndpointID: joiner.id,
    Gateway: ipv4?.pool.gateway ?? '',
    IPAddress: ipv4 === undefined ? '' : formatAddress(ipv4.address),
    IPPrefixLen: ipv4?.pool.subnet.bits ?? 0,
    IPv6Gateway: ipv6?.pool.gateway ?? '',
    GlobalIPv6Address: ipv6 === undefined ? '' : formatAddress(ipv6.address),
    GlobalIPv6PrefixLen: ipv6?.pool.subnet.bits ?? 0,
    DNSNames: hasNames(network) ? [...joiner.names] : null,
  }
  return { network: { ...network, pools }, endpoint, settings }
}

/** A network that has the addresses of an endpoint back. */
export function detach(network: Network, { ipv4, ipv6 }: Endpoint): Network {
  const addresses = [ipv4, ipv6].flatMap((text) => parseAddress(text.split('/')[0]!) ?? [])
  const back = (pool: AddressPool): AddressPool =>
    addresses.reduce((rest, one) => (holds(rest.subnet, one) ? { ...rest, ...giveBack(rest, one) } : rest), pool)
  return { ...network, pools: network.pools.map(back) }
}

/** What is left of an endpoint when its container is not running: what was asked for, and the names. */
export function withoutAddresses(settings: EndpointSettings): EndpointSettings {
  const { IPAddress = '', MacAddress = '' } = settings
  const address = parseAddress(IPAddress)
  const own = address !== undefined && macOf(address) === MacAddress
  return {
    ...settings,
    MacAddress: own ? '' : MacAddress,
    ...noAddresses,
  }
}

/** What an endpoint has of the network itself while its container is not running: nothing. */
export const noAddresses = {
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
} as const satisfies EndpointSettings

/** Refuses what a network cannot give (moby `validateEndpointSettings`). */
function checkAsked(
  network: Network,
  { Aliases, IPAMConfig, MacAddress = '' }: EndpointSettings,
  error: MakeError,
): void {
  const refuse = (sentence: string): Error => error('InvalidParameter', sentence)
  if (network.configOnly) throw error('Forbidden', 'cannot create endpoint on configuration-only network')
  const named = hasNames(network)
  if (!named && (Aliases ?? []).length > 0) {
    throw refuse('network-scoped alias is supported only for containers in user defined networks')
  }
  if (MacAddress !== '' && !isMac(MacAddress)) throw refuse(`invalid MAC address: ${MacAddress}`)
  const { IPv4Address: four = '', IPv6Address: six = '' } = IPAMConfig ?? {}
  const wanted = [four === '' ? [] : [4], six === '' ? [] : [6]].flat()
  if (wanted.length === 0) return
  if (!named) throw refuse('user specified IP address is supported on user defined networks only')
  for (const family of wanted) {
    if (network.pools.some(({ subnet, chosen }) => subnet.family === family && chosen)) continue
    throw refuse('user specified IP address is supported only when connecting to networks with user configured subnets')
  }
}

/** Whether a text is a hardware address as Docker takes it. */
export const isMac = (text: string): boolean => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text)

function give({ name, id, pools }: Network, family: 4 | 6, wanted: string, error: MakeError): Given | undefined {
  const own = pools.filter(({ subnet }) => subnet.family === family)
  if (own.length === 0) return undefined
  const address = wanted === '' ? undefined : parseAddress(wanted)
  if (address === undefined) {
    for (const pool of own) {
      const claim = claimAny(pool)
      if (claim !== undefined) return { pool: { ...pool, ...claim.pool }, address: claim.address }
    }
    throw error('Internal', `no available IPv${family} addresses on this network's address pools: ${name} (${id})`)
  }
  const home = own.find(({ subnet }) => holds(subnet, address))
  if (home === undefined) {
    const sentence = `Invalid address ${wanted}: It does not belong to any of this network's subnets`
    throw error('InvalidParameter', sentence)
  }
  const claim = claimOne(home, address)
  if (claim === undefined) throw error('Forbidden', 'Address already in use')
  return { pool: { ...home, ...claim.pool }, address }
}

function withBits(given: Given | undefined): string {
  return given === undefined ? '' : `${formatAddress(given.address)}/${given.pool.subnet.bits}`
}
