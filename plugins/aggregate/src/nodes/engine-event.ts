import type { Answer } from 'libswarm-core'

/** One event of an engine. */
export type EngineEvent = Answer<'SystemEvents'>

/** More than a number loses of a moment of today, in ns. */
export const blurred = 1000n

/** A moment in ns as `since` and `until` take it: seconds, with nine digits behind the point. */
export function secondsOf(nanoseconds: bigint): string {
  const digits = String(nanoseconds).padStart(10, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`
}
