import type { Instant } from './world.js'

const million = 1_000_000

/** How Go writes the moment that never was. */
export const never = '0001-01-01T00:00:00Z'

/** Whole seconds since 1970. */
export const toSeconds = (moment: Instant): number => Math.floor(moment / million)

/** Nanoseconds since 1970; its digits are exact although the number is past 2^53. */
export const toNanoseconds = (moment: Instant): number => moment * 1000

/** RFC 3339 with as many digits of the second as there are, as Go's `RFC3339Nano`. */
export function toRfc3339(moment: Instant): string {
  const seconds = toSeconds(moment)
  const fraction = String(moment - seconds * million)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19)
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`
}

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/** Reads RFC 3339 to the microsecond; undefined for anything else. */
export function parseRfc3339(text: string): Instant | undefined {
  const [, whole, fraction = '', zone] = rfc3339.exec(text) ?? []
  const seconds = whole === undefined ? NaN : Date.parse(`${whole}${zone}`)
  return Number.isNaN(seconds) ? undefined : seconds * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
}

/** Reads `seconds` or `seconds.fraction` since 1970; undefined for anything else. */
export function parseTimestamp(text: string): Instant | undefined {
  const [, sign = '', seconds, fraction = ''] = /^([+-]?)(\d{1,9}\d?\d?)(?:\.(\d{1,18}))?$/.exec(text) ?? []
  if (seconds === undefined) return undefined
  const moment = Number(seconds) * million + Math.floor(Number(fraction.slice(0, 9).padEnd(9, '0')) / 1000)
  return sign === '-' ? -moment : moment
}

/** How long ago, in the words of `docker ps` (go-units `HumanDuration`). */
export function humanDuration(length: Instant): string {
  const seconds = Math.floor(length / million)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.round(seconds / 3600)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`
  return `${Math.floor(seconds / 3600 / 24 / 365)} years`
}

/** The length at which the words of `humanDuration` are others for the first time after a length. */
export function nextHumanDuration(length: Instant): Instant {
  const seconds = Math.max(0, Math.floor(length / million))
  return secondsToNext(seconds) * million
}

function secondsToNext(seconds: number): number {
  if (seconds < 60) return seconds + 1
  if (seconds < 3600) return multipleAfter(seconds, 60)
  const hours = Math.round(seconds / 3600)
  if (hours < 48) return atHours(hours + 1)
  if (hours < 24 * 7 * 2) return atHours(multipleAfter(hours, 24))
  if (hours < 24 * 30 * 2) return atHours(Math.min(multipleAfter(hours, 24 * 7), 24 * 30 * 2))
  if (hours < 24 * 365 * 2) return atHours(Math.min(multipleAfter(hours, 24 * 30), 24 * 365 * 2))
  return multipleAfter(seconds, 3600 * 24 * 365)
}

const multipleAfter = (value: number, unit: number): number => (Math.floor(value / unit) + 1) * unit

// Hours are rounded: the 48th begins half an hour early.
const atHours = (hours: number): number => hours * 3600 - 1800

/** RFC 3339 with nine digits of the second, as log lines have it. */
export function toRfc3339Fixed(moment: Instant): string {
  const seconds = toSeconds(moment)
  const fraction = String(moment - seconds * million).padStart(6, '0')
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}000Z`
}
