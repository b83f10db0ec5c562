import type { Filters } from 'libswarm-core'
import type { MakeError } from './errors.js'
import { valuesOf } from './filters.js'
import { parseTimestamp } from './time.js'
import type { Instant } from './world.js'

const units: Readonly<Record<string, number>> = { ns: 1e-3, us: 1, µs: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 }
const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g
const duration = new RegExp(`^[+-]?(?:${part.source})+$`)
const date = /^(\d{4}-\d\d-\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d{1,9})?))?)?)?(Z|[+-]\d\d:\d\d)?$/

/**
 * Reads a moment as Docker's filters give it: how long ago in Go's words (`1h30m`), a date with or without time and
 * zone, or seconds since 1970. Undefined for anything else.
 */
export function parseMoment(text: string, now: Instant): Instant | undefined {
  if (text.length <= 100 && duration.test(text)) return now - durationOf(text)
  return parseTimestamp(text) ?? parseDate(text)
}

/** The moment that the filter `until` means; none is later where it was not given. Throws `InvalidParameter`. */
export function untilOf(filters: Filters | undefined, now: Instant, error: MakeError): Instant {
  const [text, another] = valuesOf(filters, 'until')
  if (text === undefined) return Infinity
  if (another !== undefined) throw error('InvalidParameter', 'more than one until filter specified')
  const until = parseMoment(text, now)
  if (until !== undefined) return until
  throw error('InvalidParameter', `failed to parse value as time or duration: ${JSON.stringify(text)}`)
}

function durationOf(text: string): Instant {
  const parts = [...text.matchAll(part)]
  const length = parts.reduce((sum, [, number, unit]) => sum + Number(number) * units[unit!]!, 0)
  return Math.round(text.startsWith('-') ? -length : length)
}

/** A date at midnight and in UTC unless it says otherwise, completed to what every JavaScript engine reads. */
function parseDate(text: string): Instant | undefined {
  const [, day, hours = '00', minutes = '00', seconds = '00', zone = 'Z'] = date.exec(text) ?? []
  const read = day === undefined ? NaN : Date.parse(`${day}T${hours}:${minutes}:${seconds}${zone}`)
  return Number.isNaN(read) ? undefined : read * 1000
}
