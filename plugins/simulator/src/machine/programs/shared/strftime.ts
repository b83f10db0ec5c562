import type { Instant } from '../../../world.js'

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] // prettier-ignore

/** A zone: minutes east of UTC, and its name. */
export interface Zone {
  readonly offset: number
  readonly name: string
}

export const utc: Zone = { offset: 0, name: 'UTC' }

/** The zone that `TZ` names (tzset(3)): such as `UTC`, `CET-1`; UTC where it is none of these. */
export function zoneOf(variable: string | undefined): Zone {
  const [, name, sign, hours, minutes = '0'] =
    /^:?([A-Za-z]{3,})(?:([-+]?)(\d{1,2})(?::(\d\d))?)?/.exec(variable ?? '') ?? []
  if (name === undefined || hours === undefined) return utc
  const west = Number(hours) * 60 + Number(minutes)
  return { offset: sign === '-' ? west : -west, name }
}

interface Parts {
  readonly date: Date
  readonly micros: number
  readonly seconds: number
  readonly zone: Zone
}

const pad = (number: number, width = 2, fill = '0'): string => String(number).padStart(width, fill)

const dayOfYear = ({ date }: Parts): number =>
  Math.floor((Number(date) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000)

/** The week of ISO 8601, and the year that it belongs to. */
function isoWeek({ date }: Parts): readonly [week: number, year: number] {
  const thursday = new Date(Number(date) + (4 - (date.getUTCDay() || 7)) * 86_400_000)
  const year = thursday.getUTCFullYear()
  return [Math.floor((Number(thursday) - Date.UTC(year, 0, 1)) / 604_800_000) + 1, year]
}

function offsetText({ zone: { offset } }: Parts, colon: string): string {
  const minutes = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${colon}${pad(minutes % 60)}`
}

const twelve = (hours: number): number => hours % 12 || 12

type Conversion = (parts: Parts) => string

/** The conversions of strftime(3) in the C locale, with GNU's `%N`, `%s`. */
const conversions: Readonly<Record<string, Conversion>> = {
  a: ({ date }) => days[date.getUTCDay()]!.slice(0, 3),
  A: ({ date }) => days[date.getUTCDay()]!,
  b: ({ date }) => months[date.getUTCMonth()]!.slice(0, 3),
  B: ({ date }) => months[date.getUTCMonth()]!,
  c: (parts) => expand('%a %b %e %H:%M:%S %Y', parts),
  C: ({ date }) => pad(Math.floor(date.getUTCFullYear() / 100)),
  d: ({ date }) => pad(date.getUTCDate()),
  D: (parts) => expand('%m/%d/%y', parts),
  e: ({ date }) => pad(date.getUTCDate(), 2, ' '),
  F: (parts) => expand('%Y-%m-%d', parts),
  g: (parts) => pad(isoWeek(parts)[1] % 100),
  G: (parts) => String(isoWeek(parts)[1]),
  h: (parts) => expand('%b', parts),
  H: ({ date }) => pad(date.getUTCHours()),
  I: ({ date }) => pad(twelve(date.getUTCHours())),
  j: (parts) => pad(dayOfYear(parts) + 1, 3),
  k: ({ date }) => pad(date.getUTCHours(), 2, ' '),
  l: ({ date }) => pad(twelve(date.getUTCHours()), 2, ' '),
  m: ({ date }) => pad(date.getUTCMonth() + 1),
  M: ({ date }) => pad(date.getUTCMinutes()),
  n: () => '\n',
  N: ({ micros }) => `${pad(micros, 6)}000`,
  p: ({ date }) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: ({ date }) => (date.getUTCHours() < 12 ? 'am' : 'pm'),
  r: (parts) => expand('%I:%M:%S %p', parts),
  R: (parts) => expand('%H:%M', parts),
  s: ({ seconds }) => String(seconds),
  S: ({ date }) => pad(date.getUTCSeconds()),
  t: () => '\t',
  T: (parts) => expand('%H:%M:%S', parts),
  u: ({ date }) => String(date.getUTCDay() || 7),
  U: (parts) => pad(Math.floor((dayOfYear(parts) + 7 - parts.date.getUTCDay()) / 7)),
  V: (parts) => pad(isoWeek(parts)[0]),
  w: ({ date }) => String(date.getUTCDay()),
  W: (parts) => pad(Math.floor((dayOfYear(parts) + 7 - ((parts.date.getUTCDay() + 6) % 7)) / 7)),
  x: (parts) => expand('%m/%d/%y', parts),
  X: (parts) => expand('%H:%M:%S', parts),
  y: ({ date }) => pad(date.getUTCFullYear() % 100),
  Y: ({ date }) => String(date.getUTCFullYear()),
  z: (parts) => offsetText(parts, ''),
  ':z': (parts) => offsetText(parts, ':'),
  Z: ({ zone }) => zone.name,
  '%': () => '%',
}

const numeric = 'CdegGHIjklmMNsSuUVwWyY'

function expand(format: string, parts: Parts): string {
  return format.replace(
    /%([-_0^#]*)(\d{0,3})[EO]?(:?[A-Za-z%])/g,
    (written, flags: string, width: string, name: string) => {
      const conversion = conversions[name]
      return conversion === undefined ? written : flagged(conversion(parts), name, flags, width)
    },
  )
}

/** With GNU's flags: `-` no padding, `_` spaces, `0` zeros, `^` upper case. */
function flagged(text: string, name: string, flags: string, width: string): string {
  if (name === 'N' && width !== '') return text.slice(0, Number(width)).padEnd(Number(width), '0')
  let shown = flags.includes('^') || (flags.includes('#') && name !== 'Z' && name !== 'p') ? text.toUpperCase() : text
  if (flags.includes('#') && (name === 'Z' || name === 'p')) shown = text.toLowerCase()
  const isNumber = numeric.includes(name)
  if (flags.includes('-')) return isNumber ? shown.replace(/^[0 ]+(?=\d)/, '') : shown
  if (flags.includes('_') && isNumber) shown = shown.replace(/^0+(?=\d)/, (zeros) => ' '.repeat(zeros.length))
  if (flags.includes('0') && isNumber) shown = shown.replace(/^ +/, (blanks) => '0'.repeat(blanks.length))
  return shown.padStart(Number(width), isNumber && !flags.includes('_') ? '0' : ' ')
}

/** A moment in the words of strftime(3). */
export function formatTime(format: string, moment: Instant, zone: Zone = utc): string {
  const seconds = Math.floor(moment / 1e6)
  const date = new Date((seconds + zone.offset * 60) * 1000)
  return expand(format, { date, micros: moment - seconds * 1e6, seconds, zone })
}
