import type { Answer } from 'libswarm-core'

/** One event of an engine. */
export type EngineEvent = Answer<'SystemEvents'>

/** More than a number loses of a moment of today, in ns. */
export const blurred = 1000n

/**
 * How far apart, in ns, the moments of events may be that a pool tells in the order that they came: the clocks of two of its
 * engines are taken as right within 2 s each, and their events take a while.
 */
export const disorder = 5_000_000_000n

/** What an event is known again by; one without a moment cannot be. */
export function keyOf({ timeNano, Type, Action, Actor }: EngineEvent): string {
  return `${timeNano} ${Type} ${Action} ${Actor?.ID} ${JSON.stringify(Actor?.Attributes)}`
}

/** A moment in ns as `since` and `until` take it: seconds, with nine digits behind the point. */
export function secondsOf(nanoseconds: bigint): string {
  const digits = String(nanoseconds).padStart(10, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`
}
