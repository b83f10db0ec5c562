import { holds, lastOf, type Address, type Subnet } from './address.js'

/** Addresses that follow each other, both ends included. */
export interface Span {
  readonly from: bigint
  readonly to: bigint
}

/** The addresses of one subnet, and which of them are taken. A change makes a new one. */
export interface Pool {
  readonly subnet: Subnet
  /** Where addresses are handed out from: all of the subnet, or a part of it. */
  readonly range: Subnet
  /** In order, with a free address between any two. */
  readonly taken: readonly Span[]
}

/** An address that was handed out, and the pool without it. */
export interface Claim {
  readonly address: Address
  readonly pool: Pool
}

/** A pool that has only the addresses taken that no endpoint can have: the subnet's own, and the one for broadcasts. */
export function newPool(subnet: Subnet, range = subnet): Pool {
  const pool: Pool = { subnet, range, taken: [] }
  const reserved = subnet.family === 4 ? [subnet.first, lastOf(subnet)] : [subnet.first]
  return reserved.reduce((rest, value) => claimOne(rest, { family: subnet.family, value })?.pool ?? rest, pool)
}

/** Hands out the lowest free address of the pool's range; undefined where there is none. */
export function claimAny(pool: Pool): Claim | undefined {
  const { family, first } = pool.range
  const around = pool.taken.find(({ from, to }) => from <= first && to >= first)
  const value = around === undefined ? first : around.to + 1n
  return value > lastOf(pool.range) ? undefined : claimOne(pool, { family, value })
}

/** Hands out an address of the pool's subnet, in its range or not; undefined where it is taken or in another subnet. */
export function claimOne(pool: Pool, address: Address): Claim | undefined {
  if (!holds(pool.subnet, address) || isTaken(pool, address)) return undefined
  const { value } = address
  const below = pool.taken.findIndex(({ to }) => to + 1n === value)
  const above = pool.taken.findIndex(({ from }) => from - 1n === value)
  const span = { from: pool.taken[below]?.from ?? value, to: pool.taken[above]?.to ?? value }
  const others = pool.taken.filter((_, index) => index !== below && index !== above)
  const at = others.findIndex(({ from }) => from > value)
  return { address, pool: { ...pool, taken: others.toSpliced(at < 0 ? others.length : at, 0, span) } }
}

/** Takes an address back; a pool that does not have it stays as it is. */
export function giveBack(pool: Pool, { family, value }: Address): Pool {
  const at = family === pool.subnet.family ? spanOf(pool, value) : -1
  if (at < 0) return pool
  const { from, to } = pool.taken[at]!
  const left = [
    { from, to: value - 1n },
    { from: value + 1n, to },
  ].filter((span) => span.from <= span.to)
  return { ...pool, taken: pool.taken.toSpliced(at, 1, ...left) }
}

/** Whether an address is handed out, or none that an endpoint can have. */
export const isTaken = (pool: Pool, { value }: Address): boolean => spanOf(pool, value) >= 0

function spanOf(pool: Pool, value: bigint): number {
  return pool.taken.findIndex(({ from, to }) => from <= value && to >= value)
}
