import type { Filters } from 'libswarm-core'
import { readDate, readSeconds } from '../events/moment.js'
import { secondsOf } from '../nodes/engine-event.js'
import type { Node } from '../nodes/node.js'

/**
 * A moment of this machine's clock, as a client has written it, as the engine of a node has it. A duration stays as it is,
 * since the engine counts it from its own now, and so does what is no moment: the engine says so.
 */
export function momentOn({ clock }: Pick<Node, 'clock'>, text: string): string {
  if (clock.offset === 0) return text
  const seconds = readSeconds(text)
  const moment = seconds ?? readDate(text)
  // In moby one of 1970 or before is none.
  if (moment === undefined || moment <= 0n) return text
  const there = clock.there(moment)
  return seconds === undefined && !isZoned.test(text) ? localDate(there) : secondsOf(there)
}

const isZoned = /T.*(?:Z|[+-]\d\d:\d\d)$|Z$/

/** A date without a zone: each engine reads it in its own. */
function localDate(moment: bigint): string {
  const date = new Date(Number(moment / 1_000_000n)).toISOString().slice(0, 19)
  const fraction = String(moment % 1_000_000_000n).padStart(9, '0')
  return `${date}.${fraction}`
}

/** Filters with the moment of `until` as the engine of a node has it. */
export function untilOn(node: Node, filters: Filters): Filters {
  const { until } = filters
  return until === undefined ? filters : { ...filters, until: until.map((text) => momentOn(node, text)) }
}
