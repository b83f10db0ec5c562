import type { MakeError } from './errors.js'
import type { Instant } from './world.js'

/** In microseconds. */
const lengths = { h: 3_600_000_000, m: 60_000_000, s: 1_000_000 }

/** Ten years: what is told is a time that clients can read. */
const most = 10 * 365 * 24 * lengths.h

/** Reads how far a clock is off: `+1h`, `-30m`, `1h30m`, `-0.5s`; microseconds. Throws `InvalidParameter` for anything else. */
export function readOffset(text: string, error: MakeError): Instant {
  const pattern = /^([+-]?)(?=\d)(?:(\d{1,5})h)?(?:(\d{1,7})m)?(?:(\d{1,9}(?:\.\d{1,6})?)s)?$/
  const [matched, sign, hours = '0', minutes = '0', seconds = '0'] = pattern.exec(text) ?? []
  const length = Number(hours) * lengths.h + Number(minutes) * lengths.m + Math.round(Number(seconds) * lengths.s)
  if (matched !== undefined && length <= most) return sign === '-' ? 0 - length : length
  const examples = 'write how far it is off, such as --clock +1h, --clock -30m or --clock 1h30m, 10 years at most'
  throw error('InvalidParameter', `"${text}" is no offset of a clock: ${examples}`)
}
