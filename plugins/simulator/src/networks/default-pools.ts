import { overlap, parseSubnet, type Subnet } from './address.js'

const subnets = (texts: readonly string[]): readonly Subnet[] => texts.map((text) => parseSubnet(text)!)

/** Where networks without a subnet get theirs (libnetwork `ipamutils`): 172.17/16 to 172.31/16, then 192.168 by /20. */
export const defaultPools = subnets([
  ...Array.from({ length: 15 }, (_, index) => `172.${17 + index}.0.0/16`),
  ...Array.from({ length: 16 }, (_, index) => `192.168.${16 * index}.0/20`),
])

/** A default pool that was chosen, and where the search goes on the next time. */
export interface Choice {
  readonly subnet: Subnet
  readonly next: number
}

/** The first default pool from `start` on, round and round, that no subnet in use overlaps; undefined where all do. */
export function choosePool(inUse: readonly Subnet[], start: number): Choice | undefined {
  for (let step = 0; step < defaultPools.length; step++) {
    const at = (start + step) % defaultPools.length
    const subnet = defaultPools[at]!
    if (!inUse.some((other) => overlap(other, subnet))) return { subnet, next: (at + 1) % defaultPools.length }
  }
  return undefined
}

/** The first /64 of the engine's own IPv6 addresses (RFC 4193) that no subnet in use overlaps. */
export function chooseLocal(inUse: readonly Subnet[], prefix: bigint): Subnet {
  for (let number = 0n; ; number++) {
    const subnet: Subnet = { family: 6, first: (prefix << 80n) | (number << 64n), bits: 64 }
    if (!inUse.some((other) => overlap(other, subnet))) return subnet
  }
}
