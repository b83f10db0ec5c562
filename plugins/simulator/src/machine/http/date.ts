import type { Instant } from '../../world.js'

/** A moment as `Date` and `Last-Modified` have it (RFC 9110, 5.6.7): `Tue, 02 Jan 2024 03:04:05 GMT`. */
export const httpDate = (moment: Instant): string => new Date(moment / 1000).toUTCString()

/** When such a date is, in whole seconds; undefined where it is none. */
export function readHttpDate(text: string): number | undefined {
  const time = /GMT\s*$/.test(text) && text.length < 64 ? Date.parse(text) : NaN
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000)
}
