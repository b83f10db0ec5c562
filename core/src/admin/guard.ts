import { formatAddress, type Address } from '../address.js'
import { swarmError } from '../errors.js'
import type { Logger } from '../engine/log.js'
import { isLoopback } from '../listen/tcp.js'

/** The kinds of addresses that health and metrics are told on: none that would have to be more than a plain listener. */
const kinds: readonly string[] = ['tcp', 'unix']

/**
 * Throws `InvalidParameter` for an address that is neither tcp nor unix, and `Forbidden` for one that other machines can
 * reach: the names of backends, and what is asked how often, are not for everybody. With `open` (nothing real is behind
 * it, or the operator insists) that is a warning.
 */
export function guardAdmin(addresses: readonly Address[], open: boolean, log: Logger): void {
  for (const address of addresses) {
    if (!kinds.includes(address.kind)) {
      const sentence = `invalid admin address ${formatAddress(address)}: use tcp://host:port or unix://path`
      throw swarmError('InvalidParameter', sentence)
    }
    if (address.kind !== 'tcp' || isLoopback(address.host)) continue
    const tells = `${formatAddress(address)} tells other machines without any authentication what is called and how it goes`
    if (open) log.warn(tells)
    else {
      const instead = 'put --admin on localhost or on a unix socket, or insist with --insecure-tcp'
      throw swarmError('Forbidden', `refusing to listen: ${tells}; ${instead}`)
    }
  }
}
