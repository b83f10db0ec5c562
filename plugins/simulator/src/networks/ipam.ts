import type { MakeError } from '../errors.js'
import {
  formatAddress,
  formatSubnet,
  holds,
  overlap,
  parseAddress,
  parseSubnet,
  type Address,
  type Subnet,
} from './address.js'
import { chooseLocal, choosePool } from './default-pools.js'
import type { AddressPool, IpamConfig } from './network.js'
import { claimAny, claimOne, newPool, type Pool } from './pool.js'

/** What a new network's addresses are to be. */
export interface IpamRequest {
  readonly name: string
  readonly ipv4: boolean
  readonly ipv6: boolean
  readonly configs: readonly IpamConfig[]
  /** Whether it may have one subnet only (the bridge driver). */
  readonly single: boolean
}

/** What the engine has given out so far. */
export interface InUse {
  readonly subnets: readonly Subnet[]
  readonly nextPool: number
  /** The first 48 bits of the engine's own IPv6 addresses. */
  readonly localPrefix: bigint
}

/** The pools of a new network, how clients are told of them, and the default pool to look at next. */
export interface IpamPlan {
  readonly pools: readonly AddressPool[]
  readonly config: readonly IpamConfig[]
  readonly nextPool: number
}

/** Chooses the subnets and gateways of a new network; throws in libnetwork's words for what cannot be. */
export function planIpam(request: IpamRequest, inUse: InUse, error: MakeError): IpamPlan {
  const asked = request.configs.map((config) => readConfig(config, request.name, error))
  const four = asked.filter(({ pool }) => pool.subnet.family === 4)
  const six = asked.filter(({ pool }) => pool.subnet.family === 6)
  if (request.single && four.length > 1) {
    throw error('Forbidden', "bridge driver doesn't support multiple subnets")
  }
  const taken = [...inUse.subnets]
  for (const { pool } of asked) {
    if (taken.some((other) => overlap(other, pool.subnet))) {
      throw error('Forbidden', 'Pool overlaps with other one on this address space')
    }
    taken.push(pool.subnet)
  }
  const standard = request.ipv4 && four.length === 0 ? choosePool(taken, inUse.nextPool) : undefined
  if (request.ipv4 && four.length === 0 && standard === undefined) {
    const sentence = 'could not find an available, non-overlapping IPv4 address pool among the defaults'
    throw error('NotFound', `${sentence} to assign to the network`)
  }
  const chosen: Planned[] = standard === undefined ? four : [automatic(standard.subnet)]
  const local = request.ipv6 && six.length === 0 ? [automatic(chooseLocal(taken, inUse.localPrefix))] : six
  const pools = [...(request.ipv4 ? chosen : []), ...(request.ipv6 ? local : [])].map(({ pool }) => pool)
  return {
    pools,
    config: [...chosen, ...local].map(({ config }) => config),
    nextPool: standard?.next ?? inUse.nextPool,
  }
}

interface Planned {
  readonly pool: AddressPool
  readonly config: IpamConfig
}

function automatic(subnet: Subnet): Planned {
  const { pool, gateway } = withGateway(newPool(subnet))!
  return { pool: { ...pool, gateway, chosen: false }, config: { Subnet: formatSubnet(subnet), Gateway: gateway } }
}

function withGateway(pool: Pool, wanted?: Address): { readonly pool: Pool; readonly gateway: string } | undefined {
  const claim = wanted === undefined ? claimAny(pool) : claimOne(pool, wanted)
  return claim === undefined ? undefined : { pool: claim.pool, gateway: formatAddress(claim.address) }
}

/** Reads what a client says of one subnet; it comes back as it was said. */
function readConfig(config: IpamConfig, name: string, error: MakeError): Planned {
  const { Subnet: text = '', IPRange = '', Gateway = '', AuxiliaryAddresses = {} } = config
  const refuse = (sentence: string): Error => error('InvalidParameter', sentence)
  const subnet = parseSubnet(text)
  if (subnet === undefined) throw refuse(`Invalid subnet ${text} : invalid CIDR address: ${text}`)
  const range = IPRange === '' ? subnet : parseSubnet(IPRange)
  if (range === undefined) {
    const pool = `address space "LocalDefault" pool "${formatSubnet(subnet)}" subpool "${IPRange}"`
    throw refuse(`failed to parse pool request for ${pool}: Invalid Address SubPool`)
  }
  if (range.bits < subnet.bits || !holds(subnet, { family: range.family, value: range.first })) {
    throw refuse(`invalid ip-range ${IPRange}: parent subnet is ${formatSubnet(subnet)}`)
  }
  const gateway = Gateway === '' ? undefined : parseAddress(Gateway)
  if (Gateway !== '' && gateway === undefined) {
    throw refuse(`invalid gateway address ${Gateway} in Ipam configuration`)
  }
  if (gateway !== undefined && !holds(subnet, gateway)) {
    throw refuse(`failed to allocate gateway (${Gateway}): Requested address is out of range`)
  }
  const kept = withAuxiliary(newPool(subnet, range), AuxiliaryAddresses, name, error)
  const made = withGateway(kept, gateway)
  if (made === undefined) {
    const reason = gateway === undefined ? 'No available addresses on this pool' : 'Address already in use'
    throw refuse(`failed to allocate gateway (${Gateway}): ${reason}`)
  }
  return { pool: { ...made.pool, gateway: made.gateway, chosen: true }, config }
}

function withAuxiliary(pool: Pool, auxiliary: Readonly<Record<string, string>>, name: string, error: MakeError): Pool {
  return Object.entries(auxiliary).reduce((rest, [key, text]) => {
    const address = parseAddress(text)
    if (address === undefined) {
      throw error('InvalidParameter', `non parsable secondary ip address (${key}:${text}) passed for network ${name}`)
    }
    if (!holds(pool.subnet, address)) {
      const sentence = `auxiliary address: (${key}:${text}) must belong to the master pool`
      throw error('Forbidden', `${sentence}: ${formatSubnet(pool.subnet)}`)
    }
    return claimOne(rest, address)?.pool ?? rest
  }, pool)
}
