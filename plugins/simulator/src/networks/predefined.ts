import { digest } from '../digest.js'
import type { MakeError } from '../errors.js'
import type { Instant } from '../world.js'
import { planIpam } from './ipam.js'
import type { Network } from './network.js'
import type { Networks } from './networks.js'

const bridgeOptions = {
  'com.docker.network.bridge.default_bridge': 'true',
  'com.docker.network.bridge.enable_icc': 'true',
  'com.docker.network.bridge.enable_ip_masquerade': 'true',
  'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
  'com.docker.network.bridge.name': 'docker0',
  'com.docker.network.driver.mtu': '1500',
}

/** The first 48 bits of the simulated engine's own IPv6 addresses (`fd00::/8`, then 40 bits made of its name). */
export const localPrefix = (0xfdn << 40n) | BigInt(`0x${digest('libswarm simulator').slice(0, 10)}`)

/**
 * Adds `bridge`, `host` and `none`, as an engine has them that has just started. Their ids are made of their names, and
 * of the engine's ID where that was given: those of two engines of a pool are then others.
 */
export function addPredefined(networks: Networks, created: Instant, error: MakeError, engineId: string): void {
  const request = { name: 'bridge', ipv4: true, ipv6: false, configs: [], single: true }
  const plan = planIpam(request, { subnets: [], nextPool: 0, localPrefix }, error)
  networks.nextPool = plan.nextPool
  const ipam = { options: null, config: plan.config }
  networks.put({ ...plain('bridge', 'bridge', created, engineId), options: bridgeOptions, ipam, pools: plan.pools })
  networks.put(plain('host', 'host', created, engineId))
  networks.put(plain('none', 'null', created, engineId))
}

function plain(name: string, driver: string, created: Instant, engineId: string): Network {
  const flags = { ipv4: true, ipv6: false, internal: false, attachable: false, configOnly: false, configFrom: '' }
  const ipam = { options: null, config: [] }
  const id = digest(`${engineId}network ${name}`)
  return { id, name, created, driver, ...flags, options: {}, labels: {}, ipam, pools: [] }
}
