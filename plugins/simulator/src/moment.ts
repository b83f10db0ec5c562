import type { Instant } from './world.js'
import { parseTimestamp } from './time.js'

const units = { ns: 1e-3, us: 1, µs: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 } as const
const duration = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/
const date = /^\d{4}-\d\d-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,9})?)?)?(Z|[+-]\d\d:\d\d)?)?$/

/**
 * Reads a moment as Docker's filters give it: how long ago in Go's words (`1h30m`), a date with or without time and
 * zone, or seconds since 1970. Undefined for anything else.
 */
export function parseMoment(text: string, now: Instant): Instant | undefined {
  if (duration.test(text)) return now - durationOf(text)
  if (!date.test(text)) return parseTimestamp(text)
  const read = Date.parse(completed(text))
  return Number.isNaN(read) ? undefined : read * 1000
}

function durationOf(text: string): Instant {
  let length = 0
  for (const [, number, unit] of text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) {
    length += Number(number) * units[unit as keyof typeof units]
  }
  return Math.round(text.startsWith('-') ? -length : length)
}

/** A date in the only form that every JavaScript engine reads, at midnight and in UTC unless it says otherwise. */
function completed(text: string): string {
  const [, day = '', time = '', zone = ''] = /^(.{10})(?:T([\d:.]+))?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  const [hours = '00', minutes = '00', seconds = '00'] = time === '' ? [] : time.split(':')
  return `${day}T${hours}:${minutes}:${seconds}${zone === '' ? 'Z' : zone}`
}
