import type { Fail } from '../fail.js'

const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }

/**
 * The moment that `since` or `until` mean, in ns since 1970; undefined for no text. What dockerd takes, seconds with or
 * without a fraction, and what `docker events` makes of them before it asks: RFC 3339, and a duration of Go (`10m`,
 * `1h30m`) before now. Throws `InvalidParameter` for anything else.
 *
 * @param now of this machine, in ms
 */
export function readMoment(text: string, now: number, name: 'since' | 'until', fail: Fail): bigint | undefined {
  if (text === '') return undefined
  const moment = readSeconds(text) ?? readDate(text) ?? readDuration(text, now)
  if (moment !== undefined) return moment
  const examples = '1700000000, 1700000000.5, 2023-11-14T22:13:20Z or 10m'
  throw fail('InvalidParameter', `\`${name}\` (${JSON.stringify(text)}) is no time: write one such as ${examples}`)
}

/** Seconds since 1970, with or without a fraction, in ns; undefined for anything else. */
export function readSeconds(text: string): bigint | undefined {
  const [whole, seconds, fraction = ''] = /^(-?\d{1,12})(?:\.(\d{0,9}))?$/.exec(text) ?? []
  if (whole === undefined || seconds === undefined) return undefined
  const nanoseconds = BigInt(fraction.padEnd(9, '0'))
  return BigInt(seconds) * 1_000_000_000n + (seconds.startsWith('-') ? -nanoseconds : nanoseconds)
}

/** A date, with or without a time, in ns since 1970, of UTC where it names no zone; undefined for anything else. */
export function readDate(text: string): bigint | undefined {
  const [whole, day, time = 'T00:00:00', fraction = '', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:(T\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const milliseconds = Date.parse(`${day}${time}${zone}`)
  if (Number.isNaN(milliseconds)) return undefined
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

function readDuration(text: string, now: number): bigint | undefined {
  const [whole, sign, parts] = /^([+-]?)((?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+)$/.exec(text) ?? []
  if (whole === undefined || parts === undefined) return undefined
  let seconds = 0
  for (const [, count, unit] of parts.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    seconds += Number(count) * units[unit!]!
  }
  if (seconds > 1e11) return undefined
  const ago = BigInt(Math.round(seconds * 1e9))
  return BigInt(now) * 1_000_000n + (sign === '-' ? ago : -ago)
}
