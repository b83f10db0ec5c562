import type { MakeError } from './errors.js'
import { parseTimestamp } from './time.js'
import type { Instant } from './world.js'

const units: Readonly<Record<string, number>> = { ns: 1e-3, us: 1, µs: 1, ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9 }

/** Go's durations (`1h30m`), in microseconds; undefined for what is none. */
export function parseDuration(text: string): number | undefined {
  const [, sign = '', parts = ''] = /^([+-]?)((?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+)$/.exec(text) ?? []
  if (parts === '') return text === '0' ? 0 : undefined
  const pieces = [...parts.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)]
  const length = pieces.reduce((sum, [, number = '', unit = '']) => sum + Number(number) * units[unit]!, 0)
  return Math.round(sign === '-' ? -length : length)
}

/**
 * The moment that a prune's `until` means: a duration before now, seconds since 1970, or a date. Throws
 * `InvalidParameter` for what is none, and for more than one.
 */
export function untilOf(values: readonly string[], now: Instant, error: MakeError): Instant | undefined {
  const [text, ...more] = values
  if (more.length > 0) throw error('InvalidParameter', 'more than one until filter specified')
  if (text === undefined) return undefined
  const ago = parseDuration(text)
  if (ago !== undefined) return now - ago
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text) : NaN
  const moment = parseTimestamp(text) ?? (Number.isNaN(date) ? undefined : date * 1000)
  if (moment !== undefined) return moment
  throw error('InvalidParameter', `failed to parse value as time or duration: "${text}"`)
}
