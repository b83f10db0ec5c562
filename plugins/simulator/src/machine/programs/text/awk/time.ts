import type { ByteString } from '../../../byte-string.js'

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] // prettier-ignore

const two = (value: number): string => String(value).padStart(2, '0')

const parts: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => days[date.getUTCDay()]!.slice(0, 3),
  A: (date) => days[date.getUTCDay()]!,
  b: (date) => months[date.getUTCMonth()]!.slice(0, 3),
  B: (date) => months[date.getUTCMonth()]!,
  c: (date) => formatTime('%a %b %e %H:%M:%S %Y', date.getTime() / 1000),
  d: (date) => two(date.getUTCDate()),
  D: (date) => formatTime('%m/%d/%y', date.getTime() / 1000),
  e: (date) => String(date.getUTCDate()).padStart(2),
  F: (date) => formatTime('%Y-%m-%d', date.getTime() / 1000),
  H: (date) => two(date.getUTCHours()),
  I: (date) => two(date.getUTCHours() % 12 || 12),
  j: (date) =>
    String(Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / 86_400_000) + 1).padStart(3, '0'),
  m: (date) => two(date.getUTCMonth() + 1),
  M: (date) => two(date.getUTCMinutes()),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  S: (date) => two(date.getUTCSeconds()),
  T: (date) => formatTime('%H:%M:%S', date.getTime() / 1000),
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  y: (date) => two(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  Z: () => 'UTC',
  z: () => '+0000',
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
}

/** A moment in seconds as strftime(3) writes it in the C locale, in UTC. */
export function formatTime(format: ByteString, seconds: number): ByteString {
  const date = new Date(Math.floor(seconds) * 1000)
  if (Number.isNaN(date.getTime())) return ''
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => parts[letter]?.(date) ?? whole)
}

/** The moment of `YYYY MM DD HH MM SS` in seconds; -1 for what is none. */
export function parseTime(text: ByteString): number {
  const [year, month, day, hour, minute, second] = text.trim().split(/\s+/).map(Number)
  if (second === undefined) return -1
  const moment = Date.UTC(year!, month! - 1, day, hour, minute, second) / 1000
  return Number.isNaN(moment) ? -1 : moment
}
