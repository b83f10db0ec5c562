import type { MakeError } from '../errors.js'
import { parseTimestamp } from '../time.js'
import type { Instant } from '../world.js'

const microseconds: Readonly<Record<string, number>> = {
  ns: 1e-3,
  us: 1,
  µs: 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
}

/**
 * Reads a moment as `until` of prune and list has it: a Go duration before now (`24h`, `1h30m`), seconds since 1970, or a
 * date of RFC 3339 with or without time and zone. Throws `InvalidParameter` for anything else.
 */
export function momentBefore(text: string, now: Instant, error: MakeError): Instant {
  const length = durationOf(text)
  if (length !== undefined) return now - length
  const moment = parseTimestamp(text) ?? dateOf(text)
  if (moment !== undefined) return moment
  throw error('InvalidParameter', `failed to parse value as time or duration: ${JSON.stringify(text)}`)
}

function durationOf(text: string): number | undefined {
  if (text.length > 64 || !/^[+-]?(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)]
  const length = parts.reduce((sum, [, number, unit]) => sum + Number(number) * microseconds[unit!]!, 0)
  return text.startsWith('-') ? -length : length
}

function dateOf(text: string): Instant | undefined {
  const [, date, time = 'T00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(T\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  if (date === undefined) return undefined
  const milliseconds = Date.parse(`${date}${time.length === 3 ? `${time}:00` : time}${zone}`)
  return Number.isNaN(milliseconds) ? undefined : milliseconds * 1000
}
