import { isIP } from 'node:net'

/** An IPv4 or IPv6 address as a number. */
export interface Address {
  readonly family: 4 | 6
  readonly value: bigint
}

/** A network's addresses: the first one, and how many leading bits all of them share. */
export interface Subnet {
  readonly family: 4 | 6
  readonly first: bigint
  readonly bits: number
}

const widths = { 4: 32, 6: 128 } as const

/** Reads an address as Go's `net.ParseIP` does; undefined for what is none. */
export function parseAddress(text: string): Address | undefined {
  const family = text.includes('%') ? 0 : isIP(text)
  if (family === 4) return { family: 4, value: fold(text.split('.').map(Number), 8) }
  return family === 6 ? { family: 6, value: fold(groupsOf(text), 16) } : undefined
}

/** Writes an address as Go does: IPv6 in small letters, its longest run of zeros as `::`. */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) return unfold(value, 4, 8).join('.')
  const groups = unfold(value, 8, 16)
    .map((group) => group.toString(16))
    .join(':')
  return new URL(`http://[${groups}]/`).hostname.slice(1, -1)
}

/** Reads `10.0.0.0/8`; bits past the mask are dropped, as the engine drops them. Undefined for what is none. */
export function parseSubnet(text: string): Subnet | undefined {
  const [, head = '', tail = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const address = parseAddress(head)
  const bits = Number(tail)
  if (address === undefined || tail === '' || bits > widths[address.family]) return undefined
  return subnetOf(address, bits)
}

/** The subnet of that many leading bits which an address is in. */
export function subnetOf({ family, value }: Address, bits: number): Subnet {
  const size = sizeOf({ family, first: 0n, bits })
  return { family, first: (value / size) * size, bits }
}

export const formatSubnet = ({ family, first, bits }: Subnet): string =>
  `${formatAddress({ family, value: first })}/${bits}`

/** How many addresses a subnet has. */
export const sizeOf = ({ family, bits }: Subnet): bigint => 1n << BigInt(widths[family] - bits)

/** The last address of a subnet. */
export const lastOf = (subnet: Subnet): bigint => subnet.first + sizeOf(subnet) - 1n

/** Whether a subnet has an address. */
export const holds = (subnet: Subnet, { family, value }: Address): boolean =>
  family === subnet.family && value >= subnet.first && value <= lastOf(subnet)

/** Whether two subnets share an address. */
export const overlap = (a: Subnet, b: Subnet): boolean =>
  a.family === b.family && a.first <= lastOf(b) && b.first <= lastOf(a)

/** The hardware address that the bridge driver makes of an IPv4 address: `02:42` and its four bytes. */
export function macOf({ value }: Address): string {
  const bytes = unfold(value & 0xffff_ffffn, 4, 8).map((byte) => byte.toString(16).padStart(2, '0'))
  return ['02', '42', ...bytes].join(':')
}

function groupsOf(text: string): number[] {
  const [head = '', tail = ''] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split('::')
  const read = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)))
  const [left, right] = [read(head), read(tail)]
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
}

function fold(parts: readonly number[], width: number): bigint {
  return parts.reduce((value, part) => (value << BigInt(width)) | BigInt(part), 0n)
}

function unfold(value: bigint, count: number, width: number): number[] {
  const mask = (1n << BigInt(width)) - 1n
  return Array.from({ length: count }, (_, at) => Number((value >> BigInt(width * (count - 1 - at))) & mask))
}
