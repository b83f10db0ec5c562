import type { Instant } from '../../../world.js'
import type { Flavor } from '../../kernel/proc.js'
import type { Zone } from './strftime.js'

const shortMonths = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const units: Readonly<Record<string, number>> = { sec: 1, second: 1, min: 60, minute: 60, hour: 3600, day: 86400, week: 604800, fortnight: 1209600 } // prettier-ignore

interface Fields {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly micros: number
}

function fieldsAt(moment: Instant, { offset }: Zone): Fields {
  const date = new Date(Math.floor(moment / 1000) + offset * 60_000)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
    seconds: date.getUTCSeconds(),
    micros: moment % 1e6,
  }
}

/** Undefined where there is no such day or time. */
function momentOf(fields: Fields, offset: number): Instant | undefined {
  const { year, month, day, hours, minutes, seconds } = fields
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || hours > 23 || minutes > 59 || seconds > 60) return undefined
  return normalised(fields, offset)
}

/** As mktime(3): what is too much of one counts as more of the next. */
const normalised = ({ year, month, day, hours, minutes, seconds, micros }: Fields, offset: number): Instant =>
  Date.UTC(year, month - 1, day, hours, minutes, seconds) * 1000 + micros - offset * 60e6

/** Two digits are 1969 to 2068 (POSIX, touch). */
const fullYear = (year: number): number => (year < 69 ? 2000 + year : 1900 + year)

/** Reads `[[CC]YY]MMDDhhmm[.ss]`, as `touch -t` takes it. */
export function readStamp(text: string, now: Instant, zone: Zone): Instant | undefined {
  const [, year, month, day, hours, minutes, seconds = '0'] =
    /^(\d\d|\d{4})?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text) ?? []
  if (month === undefined) return undefined
  const full = year === undefined ? fieldsAt(now, zone).year : year.length === 2 ? fullYear(Number(year)) : Number(year)
  return momentOf(
    {
      year: full,
      month: Number(month),
      day: Number(day),
      hours: Number(hours),
      minutes: Number(minutes),
      seconds: Number(seconds),
      micros: 0,
    },
    zone.offset,
  )
}

/** Reads `MMDDhhmm[[CC]YY][.ss]`, as GNU's date takes it to set the clock. */
export function readClock(text: string, now: Instant, zone: Zone): Instant | undefined {
  const [, stamp, year = '', seconds = ''] = /^(\d{8})(\d{4}|\d\d)?(\.\d\d)?$/.exec(text) ?? []
  return stamp === undefined ? undefined : readStamp(year + stamp + seconds, now, zone)
}

/**
 * Reads a date as `-d` takes it: absolute in the usual forms; in GNU's words relative, too (`2 days ago`, `tomorrow`).
 * `keepsClock` is of busybox: what is not said of the time of the day is as it is now, and not 0.
 */
export function readDate(
  text: string,
  now: Instant,
  zone: Zone,
  flavor: Flavor,
  keepsClock = false,
): Instant | undefined {
  const trimmed = text.trim()
  if (trimmed.length > 200) return undefined
  const epoch = (flavor === 'gnu' ? /^@(-?\d{1,15})(?:\.(\d{1,9}))?$/ : /^@(\d{1,15})$/).exec(trimmed)
  if (epoch !== null) return Number(epoch[1]) * 1e6 + microsOf(epoch[2])
  return flavor === 'busybox' ? readBusybox(trimmed, now, zone, keepsClock) : new DateReader(trimmed, now, zone).read()
}

const microsOf = (digits = ''): number => Number(digits.slice(0, 6).padEnd(6, '0'))

/** busybox' forms: `hh:mm[:ss]`, `[YYYY.]MM.DD-hh:mm[:ss]`, `YYYY-MM-DD hh:mm[:ss]`, `[[[[CC]YY]MM]DD]hhmm[.ss]`. */
function readBusybox(text: string, now: Instant, zone: Zone, keepsClock: boolean): Instant | undefined {
  const present = { ...fieldsAt(now, zone), micros: 0 }
  const today = keepsClock ? present : { ...present, hours: 0, minutes: 0, seconds: 0 }
  const clock = ([hours, minutes, seconds]: readonly (string | undefined)[]): Clock => ({
    hours: Number(hours ?? today.hours),
    minutes: Number(minutes ?? today.minutes),
    seconds: Number(seconds ?? today.seconds),
  })
  const time = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text)
  if (time !== null) return normalised({ ...today, ...clock(time.slice(1)) }, zone.offset)
  const dotted = /^(?:(\d{4})\.)?(\d{1,2})\.(\d{1,2})-(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text)
  if (dotted !== null)
    return normalised({ ...dayOf(dotted.slice(1, 4), today), ...clock(dotted.slice(4)), micros: 0 }, zone.offset)
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d\d)(?::(\d\d))?)?$/.exec(text)
  if (iso !== null)
    return normalised({ ...dayOf(iso.slice(1, 4), today), ...clock(iso.slice(4)), micros: 0 }, zone.offset)
  const digits = /^(?:(?:(\d{4}|\d\d)?(\d\d))?(\d\d))?(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text)
  if (digits === null) return undefined
  const [, year, month, day, hours, minutes, seconds] = digits
  const full = year === undefined ? today.year : year.length === 2 ? fullYear(Number(year)) : Number(year)
  const date = { year: full, month: Number(month ?? today.month), day: Number(day ?? today.day) }
  return normalised({ ...date, ...clock([hours, minutes, seconds]), micros: 0 }, zone.offset)
}

type Clock = Pick<Fields, 'hours' | 'minutes' | 'seconds'>

const dayOf = ([year, month, day]: readonly (string | undefined)[], today: Fields): Pick<Fields, 'year' | 'month' | 'day'> => ({ year: Number(year ?? today.year), month: Number(month), day: Number(day) }) // prettier-ignore

/** Takes one form after the other off a text until nothing is left of it. */
class DateReader {
  #rest: string
  #fields: Fields
  #offset: number
  #added = 0
  #months = 0
  #hasTime = false
  #hasDate = false

  constructor(text: string, now: Instant, zone: Zone) {
    this.#rest = text.toLowerCase()
    this.#fields = fieldsAt(now, zone)
    this.#offset = zone.offset
  }

  read(): Instant | undefined {
    while (this.#rest !== '') if (!this.#readOne()) return undefined
    if (this.#hasDate && !this.#hasTime) this.#set({ hours: 0, minutes: 0, seconds: 0, micros: 0 })
    if (momentOf(this.#fields, this.#offset) === undefined) return undefined
    // A day that a month has not got is one of the next month.
    const moment = normalised({ ...this.#fields, month: this.#fields.month + this.#months }, this.#offset)
    return moment + this.#added * 1e6
  }

  #readOne(): boolean {
    const forms: readonly (readonly [RegExp, (...groups: (string | undefined)[]) => boolean | void])[] = [
      [/^[\s,]+/, () => undefined],
      [/^(\d{4})-(\d{1,2})-(\d{1,2})t?/, (year, month, day) => this.#date(Number(year), Number(month), Number(day))],
      [/^(\d{1,2})\/(\d{1,2})\/(\d{4})/, (month, day, year) => this.#date(Number(year), Number(month), Number(day))],
      [/^(\d{4})(\d\d)(\d\d)(?!\d)/, (year, month, day) => this.#date(Number(year), Number(month), Number(day))],
      [/^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s*(am|pm))?/, (...time) => this.#time(time)],
      [/^(\d{1,2})[ -]?([a-z]{3})[a-z]*[ -](\d{4})/, (day, month, year) => this.#named(month!, day, year)],
      [/^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+(\d{1,2})(?!:|\d)(?:,?\s+(\d{4})(?!:))?/, (month, day, year) => this.#named(month!, day, year)],
      [/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*/, () => undefined],
      [/^(\d{1,2})\s*(am|pm)/, (hours, half) => this.#time([hours, '0', undefined, undefined, half])],
      [/^(?:utc|gmt)([+-])(\d{1,2})(?!\d)/, (sign, hours) => void (this.#offset = (sign === '-' ? -60 : 60) * Number(hours))],
      [/^(?:utc|gmt|z)(?![a-z])/, () => void (this.#offset = 0)],
      [/^([+-])(\d\d):?(\d\d)(?!\d)/, (sign, hours, minutes) => void (this.#offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)))],
      [/^(now|today)/, () => undefined],
      [/^tomorrow/, () => void (this.#added += 86400)],
      [/^yesterday/, () => void (this.#added -= 86400)],
      [/^(?:([+-]?\d{1,9})|(next|last|a|an))?\s*(second|sec|minute|min|hour|day|fortnight|week|month|year)s?(\s+ago)?/, (number, word, unit, ago) => this.#add(number ?? (word === 'last' ? '-1' : '1'), unit!, ago !== undefined)],
      [/^(\d{4})(?!\d)/, (year) => void this.#set({ year: Number(year) })],
    ] // prettier-ignore
    for (const [form, take] of forms) {
      const found = form.exec(this.#rest)
      if (found === null) continue
      this.#rest = this.#rest.slice(found[0].length)
      return take(...found.slice(1)) !== false
    }
    return false
  }

  #set(fields: Partial<Fields>): void {
    this.#fields = { ...this.#fields, ...fields }
  }

  #date(year: number, month: number, day: number): void {
    this.#hasDate = true
    this.#set({ year, month, day })
  }

  #time([hours, minutes, seconds, fraction, half]: readonly (string | undefined)[]): void {
    this.#hasTime = true
    const twelve = Number(hours) % 12
    const full = half === undefined ? Number(hours) : half === 'pm' ? twelve + 12 : twelve
    this.#set({ hours: full, minutes: Number(minutes), seconds: Number(seconds ?? 0), micros: microsOf(fraction) })
  }

  #named(name: string, day: string | undefined, year: string | undefined): boolean {
    const month = shortMonths.indexOf(name) + 1
    if (month === 0) return false
    this.#date(year === undefined ? this.#fields.year : Number(year), month, Number(day))
    return true
  }

  #add(number: string, unit: string, ago: boolean): void {
    const amount = Number(number) * (ago ? -1 : 1)
    if (unit === 'month') this.#months += amount
    else if (unit === 'year') this.#months += 12 * amount
    else this.#added += amount * units[unit]!
  }
}
