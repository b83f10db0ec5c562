import { gather } from '../merge/gather.js'
import { blurred, secondsOf } from '../nodes/engine-event.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { poolEvent, type PoolEvent } from './pool-event.js'
import type { PoolEvents } from './pool-events.js'

/** A time in ns since 1970 by the clock of this machine, both ends included. */
export interface Period {
  readonly since: bigint | undefined
  readonly until: bigint | undefined
}

/**
 * What the engines remember of a time, one list of all, by the moments of the events. It ends, for each engine, with the last event that has been told of it when this is called: those that follow are told as they come.
 * Engines that do not answer are left out.
 */
export async function pastEvents(pool: Pool, events: PoolEvents, period: Period): Promise<readonly PoolEvent[]> {
  const own = events.own.filter(({ at }) => isWithin(at, period))
  const known = new Map(pool.usable().map((node) => [node, node.toldUntil]))
  const { parts } = await gather(pool, (node) => pastOf(node, period, known.get(node)), [...known.keys()])
  return [own, ...parts.map(({ value }) => value)].flat().sort((left, right) => left.at - right.at)
}

async function pastOf(node: Node, { since, until }: Period, told: bigint | undefined): Promise<readonly PoolEvent[]> {
  const offset = BigInt(node.clock.offset) * 1_000_000n
  const last = told ?? node.clock.now()
  const end = until === undefined || until + offset > last ? last : until + offset
  if (since !== undefined && since + offset > end) return []
  const window = {
    until: secondsOf(end + blurred),
    ...(since === undefined ? {} : { since: secondsOf(since + offset) }),
  }
  const found = await node.pastEvents(window)
  return found.filter(({ timeNano = 0 }) => timeNano <= Number(end)).map((event) => poolEvent(node, event))
}

function isWithin(at: number, { since, until }: Period): boolean {
  return (since === undefined || at >= Number(since)) && (until === undefined || at <= Number(until))
}
