import { formatAddress, parseAddress } from '../networks/address.js'

/**
 * The address of the machine that stands for one of the simulated host: loopback for all addresses, loopback's own as they
 * are, none for any other, which nothing on the machine is to be reached at.
 */
export function loopbackOf(ip: string): string | undefined {
  const address = parseAddress(ip)
  const text = address === undefined ? '' : formatAddress(address)
  if (text === '0.0.0.0') return '127.0.0.1'
  if (text === '::') return '::1'
  return text === '::1' || text.startsWith('127.') ? text : undefined
}
