import { isIP } from 'node:net'
import { formatAddress, parseAddress } from '../../networks/address.js'
import { Errno } from '../errno.js'

export const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::'
export const isLoopback = (address: string): boolean => address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address)
export const isSix = (address: string): boolean => address.includes(':')

const mappedPattern = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** An address of IPv4 as a socket of IPv6 shows it (`::ffff:10.0.0.1`). */
export const mapped = (address: string): string => (isSix(address) ? address : `::ffff:${address}`)

/** What such an address is of IPv4; any other as it is. */
export const unmapped = (address: string): string => mappedPattern.exec(address)?.[1] ?? address

/** An address in its usual writing, and one that is mapped as what it is. Throws `EINVAL` for what is none. */
export function canonical(text: string): string {
  const own = unmapped(text)
  const address = parseAddress(own)
  if (address === undefined || isIP(own) === 0) throw new Errno('EINVAL')
  return formatAddress(address)
}
