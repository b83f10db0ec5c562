import type { Answer, Job } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import { randomId } from '../random-id.js'
import type { State } from '../state.js'
import { networkEvent } from './event.js'
import { planIpam } from './ipam.js'
import { isPredefined, type Network } from './network.js'
import { localPrefix } from './predefined.js'
import { readCreateRequest, type CreateRequest } from './request.js'

const noManager =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm'

/** Answers `NetworkCreate`. Two networks of one name are made for clients before API 1.44 only that do not mind. */
export function createNetwork(state: State, job: Job<'NetworkCreate'>): Answer<'NetworkCreate'> {
  const { clock, error, events, networks } = state
  const asked = readCreateRequest(job.body, error)
  checkName(asked.Name, state)
  const [twin] = networks.named(asked.Name)
  const strict = asked.CheckDuplicate || !isOlder(job.version ?? '1.44', '1.44')
  if (twin !== undefined && strict) throw error('Conflict', `network with name ${asked.Name} already exists`)
  checkKind(asked, state)
  const created = clock.now()
  const network = makeNetwork(asked, state, created)
  networks.put(network)
  events.publish([networkEvent(network, 'create', created)])
  const warning = twin === undefined ? '' : `Network with name ${twin.name} (id : ${twin.id}) already exists`
  return { Id: network.id, Warning: warning }
}

function checkName(name: string, { error }: State): void {
  if (name.trim() === '') throw error('InvalidParameter', `invalid name: ${name}`)
  if (isPredefined(name)) throw error('Forbidden', `operation is not permitted on predefined ${name} network `)
}

const drivers = ['bridge', 'macvlan', 'ipvlan']

/** Refuses what only a swarm has, and what there is one of. */
function checkKind(
  { Driver, Scope, Ingress, ConfigOnly, ConfigFrom, IPAM, ...asked }: CreateRequest,
  state: State,
): void {
  const { error } = state
  if (Ingress) throw error('Forbidden', 'Ingress network can only be global scope network')
  if (Scope === 'swarm') throw error('Forbidden', 'cannot create a swarm scoped network when swarm is not active')
  if (Scope !== '' && Scope !== 'local') throw error('InvalidParameter', `invalid network scope: ${Scope}`)
  if (Driver === 'overlay') throw error('Unavailable', `${noManager} and try again.`)
  if (Driver === 'host' || Driver === 'null') {
    throw error('Forbidden', `only one instance of "${Driver}" network is allowed`)
  }
  if (!drivers.includes(Driver)) throw error('NotFound', `plugin "${Driver}" not found`)
  if (IPAM.Driver === 'null') throw error('InvalidParameter', 'ipv4 pool is empty')
  if (IPAM.Driver !== '' && IPAM.Driver !== 'default') throw error('NotFound', `plugin "${IPAM.Driver}" not found`)
  if (asked.EnableIPv4 === false && !asked.EnableIPv6) {
    throw error('InvalidParameter', 'IPv4 or IPv6 must be enabled')
  }
  if (ConfigFrom === '') return
  if (ConfigOnly) {
    throw error('Forbidden', 'a configuration network cannot depend on another configuration network')
  }
  if (IPAM.Config.length > 0 || Object.keys(asked.Options).length > 0 || asked.Internal || asked.EnableIPv6) {
    const sentence = 'user specified configurations are not supported if the network depends on a configuration network'
    throw error('Forbidden', sentence)
  }
}

function makeNetwork(asked: CreateRequest, state: State, created: number): Network {
  const { networks, random, error } = state
  const { Name: name, ConfigOnly: configOnly, ConfigFrom: configFrom, Attachable: attachable } = asked
  const id = randomId(random)
  const own = { id, name, created, configOnly, configFrom, attachable, labels: asked.Labels }
  const source = configFrom === '' ? undefined : networks.named(configFrom).find((network) => network.configOnly)
  if (configFrom !== '' && source === undefined) {
    throw error('NotFound', `configuration network "${configFrom}" does not exist`)
  }
  const { ipv4, ipv6, internal, options, ipam } = source ?? {
    ipv4: asked.EnableIPv4 ?? true,
    ipv6: asked.EnableIPv6,
    internal: asked.Internal,
    options: asked.Options,
    ipam: { options: asked.IPAM.Options, config: asked.IPAM.Config },
  }
  const settings = { ...own, ipv4, ipv6, internal, options }
  if (configOnly) return { ...settings, driver: 'null', ipam, pools: [] }
  const driver = asked.Driver
  const inUse = { subnets: networks.subnets(), nextPool: networks.nextPool, localPrefix }
  const plan = planIpam({ name, ipv4, ipv6, configs: ipam.config, single: driver === 'bridge' }, inUse, error)
  checkOptions(settings, state)
  networks.nextPool = plan.nextPool
  return { ...settings, driver, ipam: { ...ipam, config: plan.config }, pools: plan.pools }
}

const bridgeName = 'com.docker.network.bridge.name'
const switches = ['enable_icc', 'enable_ip_masquerade'].map((name) => `com.docker.network.bridge.${name}`)

function checkOptions({ id, options }: Pick<Network, 'id' | 'options'>, { networks, error }: State): void {
  for (const key of switches) {
    const value = options[key] ?? 'true'
    if (/^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)) continue
    const reason = `strconv.ParseBool: parsing "${value}": invalid syntax`
    throw error('InvalidParameter', `failed to parse ${key} value: ${value} (${reason})`)
  }
  const bridge = options[bridgeName]
  const other = networks.all().find((network) => bridge !== undefined && network.options[bridgeName] === bridge)
  if (other === undefined) return
  const conflict = `cannot create network ${id} (${bridge}): conflicts with network ${other.id} (${bridge})`
  throw error('Forbidden', `${conflict}: networks have same bridge name`)
}
