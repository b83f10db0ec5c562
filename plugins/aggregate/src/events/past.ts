import type { Filters } from 'libswarm-core'
import { gather, type Gathered } from '../merge/gather.js'
import type { Named } from '../merge/node-filter.js'
import type { Heard } from '../nodes/ask.js'
import { blurred, secondsOf, type EngineEvent } from '../nodes/engine-event.js'
import { kindOf } from '../nodes/failure.js'
import type { Given } from '../nodes/feed.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { poolEvent, type PoolEvent } from './pool-event.js'
import type { PoolEvents } from './pool-events.js'

/** A time in ns since 1970 by the clock of this machine, both ends included. */
export interface Period {
  readonly since: bigint | undefined
  readonly until: bigint | undefined
  /** Whether all of it was over when it was asked for. */
  readonly isOver: boolean
}

/** What engines remember, in the order of its moments, and the nodes that did not tell. */
export interface Past {
  readonly told: readonly PoolEvent[]
  readonly silent: Gathered<unknown>['silent']
}

/**
 * What the engines remember of a time. Where that is not over it ends, for each engine, with the latest event that has been
 * told of it when this is called: those that follow are told as they come. Of a pool some of them may be in it, too.
 */
export async function pastEvents(pool: Pool, events: PoolEvents, period: Period, meant: Named): Promise<Past> {
  const own = events.own.filter(({ at }) => isWithin(at, period))
  const ends = new Map(meant.nodes.map((node) => [node, period.isOver ? undefined : node.toldUntil]))
  const { parts, silent } = await gather(
    pool,
    (node, heard) => {
      const since = period.since === undefined ? undefined : node.clock.there(period.since)
      const end = endOf(node, period.until, ends.get(node))
      return remembered(node, { since, end, filters: meant.within(node) }, heard)
    },
    meant,
  )
  return { told: inOrder(parts, own), silent }
}

/** What has happened until then and has not been told when this is called: it is on its way, or its stream is broken. */
export async function untoldEvents(pool: Pool, until: bigint, meant: Named): Promise<Past> {
  const begun = new Map<Node, Given>()
  for (const node of meant.nodes) {
    const given = node.given()
    if (given !== undefined) begun.set(node, given)
  }
  const { parts, silent } = await gather(
    pool,
    (node, heard) => {
      const given = begun.get(node)!
      const [since, end] = [given.from - blurred, endOf(node, until, undefined)]
      return remembered(node, { since, end, filters: meant.within(node), given }, heard)
    },
    // Who listens has been told of those that are down.
    { nodes: [...begun.keys()], down: [] },
  )
  return { told: inOrder(parts, []), silent }
}

/** Whether a moment of this machine's clock, in ns, is within a time. */
export function isWithin(at: number, { since, until }: Pick<Period, 'since' | 'until'>): boolean {
  return (since === undefined || at >= Number(since)) && (until === undefined || at <= Number(until))
}

/** What is asked of an engine, in ns of its own clock. */
interface Asked {
  readonly since: bigint | undefined
  readonly end: bigint
  readonly filters: Filters
  /** What is left out. */
  readonly given?: Given
}

/** What an engine remembers between two moments; nothing where it has no events. */
async function remembered(
  node: Node,
  { since, end, filters, given }: Asked,
  heard: Heard,
): Promise<readonly EngineEvent[]> {
  if (since !== undefined && since > end) return []
  const asked = Object.keys(filters).length === 0 ? {} : { filters }
  const window = { until: secondsOf(end + blurred), ...asked }
  try {
    const whole = since === undefined ? window : { ...window, since: secondsOf(since) }
    const found = await node.pastEvents(whole, heard, given)
    return found.filter(({ timeNano = 0 }) => timeNano <= Number(end))
  } catch (thrown) {
    if (kindOf(thrown) === 'NotImplemented') return []
    throw thrown
  }
}

/** The end of a time by the engine's clock: no later than it has it, and than has been told. */
function endOf(node: Node, until: bigint | undefined, told: bigint | undefined): bigint {
  const last = told ?? node.clock.now()
  if (until === undefined) return last
  const end = node.clock.there(until)
  return end < last ? end : last
}

function inOrder(parts: Gathered<readonly EngineEvent[]>['parts'], own: readonly PoolEvent[]): readonly PoolEvent[] {
  const told = parts.flatMap(({ node, value }) => value.map((event) => poolEvent(node, event)))
  return [...own, ...told].sort((left, right) => left.at - right.at)
}
