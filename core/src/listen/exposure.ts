import { formatAddress, type Address, type TcpAddress } from '../address.js'
import { swarmError } from '../errors.js'
import { isLoopback } from './tcp.js'
import type { TlsFiles } from './tls-files.js'

/** What stands behind an address, and what the operator says to that. */
export interface Guard {
  /** The names of the backends that something real is behind. */
  readonly real: readonly string[]
  /** Lets other machines in without authentication all the same. */
  readonly insecureTcp: boolean
}

/** Who may come in by an address without showing who they are: everybody on this machine, or on others too. */
export interface Exposure {
  readonly to: 'machine' | 'network'
  /** A sentence for the log, at each start. */
  readonly warning: string
}

/**
 * Looks who may come in by an address whose host is an IP address; undefined when there is nothing to say. Throws
 * `Forbidden` where other machines would control something real, and nobody insists on it.
 * TLS alone keeps nobody out, a CA does: of its clients.
 */
export function judgeExposure(address: Address, tls: TlsFiles | undefined, guard: Guard): Exposure | undefined {
  if (address.kind !== 'tcp' || tls?.ca !== undefined) return undefined
  if (isLoopback(address.host)) return judgeLoopback(address, guard)
  const open = `${formatAddress(address)} is reachable from other machines without client authentication`
  if (guard.real.length === 0 || guard.insecureTcp) return { to: 'network', warning: open + behind(guard) }
  const instead = 'use --tlsverify, listen on localhost or on a unix socket, or insist with --insecure-tcp'
  throw swarmError('Forbidden', `refusing to listen: ${open}; ${instead}`)
}

/** What `docker info` shows of an address that other machines reach; moby's beginning (daemon/info.go). */
export function infoWarning(address: Address, guard: Guard): string {
  const url = formatAddress(address).replace(/^tcp:/, 'http:').replace(/^tls:/, 'https:')
  return `WARNING: API is accessible on ${url} without client authentication${behind(guard)}`
}

function judgeLoopback(address: TcpAddress, guard: Guard): Exposure | undefined {
  if (guard.real.length === 0) return undefined
  return { to: 'machine', warning: `${formatAddress(address)} is open to every user of this machine${behind(guard)}` }
}

function behind({ real }: Guard): string {
  return real.length === 0
    ? '; nothing real is behind it'
    : `: whoever reaches it controls what is behind ${real.join(', ')}`
}
