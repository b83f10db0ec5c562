import type { ByteString } from '../../../byte-string.js'
import { partOf, type Key, type Ordering } from './keys.js'
import { compareVersions } from './versions.js'

export interface SortOrder {
  readonly keys: readonly Key[]
  readonly ordering: Ordering
  readonly separator: string | undefined
  readonly skipBlanks: boolean
  readonly stable: boolean
  readonly unique: boolean
  /** Whether the whole lines decide even where one of all that are equal is kept. */
  readonly lastResort: boolean
  /** Whether `-n` reads numbers as strtod(3) does. */
  readonly exponents: boolean
}

export type Compare = (a: ByteString, b: ByteString) => number

/** How two lines are compared; the last resort is the whole of them. */
export function comparison(order: SortOrder): { readonly full: Compare; readonly byKeys: Compare } {
  const { keys, ordering, separator, skipBlanks, stable, unique, lastResort, exponents } = order
  const parts = keys.map((key) => ({
    key,
    ordering: key.ordering ?? ordering,
    skip: key.ordering === undefined && skipBlanks,
  }))
  const byKeys: Compare =
    parts.length === 0
      ? (a, b) => compareBy(skipBlanks ? trimmed(a) : a, skipBlanks ? trimmed(b) : b, ordering, exponents)
      : (a, b) => {
          for (const { key, ordering, skip } of parts) {
            const compared = compareBy(
              partOf(a, key, separator, skip),
              partOf(b, key, separator, skip),
              ordering,
              exponents,
            )
            if (compared !== 0) return compared
          }
          return 0
        }
  if (stable || (unique && !lastResort)) return { byKeys, full: byKeys }
  const sign = ordering.reverse ? -1 : 1
  return { byKeys, full: (a, b) => byKeys(a, b) || sign * byBytes(a, b) }
}

const trimmed = (text: ByteString): ByteString => text.replace(/^[ \t]+/, '')
const byBytes: Compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

function compareBy(a: ByteString, b: ByteString, ordering: Ordering, exponents: boolean): number {
  const compared = ordering.numeric && exponents ? parsed(a) - parsed(b) || 0 : ascending(a, b, ordering)
  return ordering.reverse ? -compared : compared
}

function ascending(a: ByteString, b: ByteString, ordering: Ordering): number {
  if (ordering.numeric) return numberOf(a) - numberOf(b) || 0
  if (ordering.general) return compareGeneral(generalOf(a), generalOf(b))
  if (ordering.human) return compareHuman(a, b)
  if (ordering.month) return monthOf(a) - monthOf(b)
  const [one, other] = [translated(a, ordering), translated(b, ordering)]
  return ordering.version ? compareVersions(one, other) : byBytes(one, other)
}

function translated(text: ByteString, { dictionary, printable, fold }: Ordering): ByteString {
  let result = text
  if (dictionary) result = result.replace(/[^a-zA-Z0-9 \t]/g, '')
  if (printable) result = result.replace(/[^ -~]/g, '')
  return fold ? result.replace(/[a-z]+/g, (letters) => letters.toUpperCase()) : result
}

const parsed = (text: ByteString): number => parseFloat(text) || 0
const numberOf = (text: ByteString): number => Number(/^[ \t]*(-?\d*(?:\.\d*)?)/.exec(text)?.[1] || 0) || 0

/** Undefined for what is no number, which comes first; then what is not one (`nan`). */
const generalOf = (text: ByteString): number | undefined => {
  const found = /^\s*([-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf(?:inity)?|nan|0x[0-9a-f]+))/i.exec(
    text,
  )?.[1]
  if (found === undefined) return undefined
  if (/inf/i.test(found)) return found.startsWith('-') ? -Infinity : Infinity
  return Number(found)
}

function compareGeneral(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : 1
  return a === b ? 0 : a < b ? -1 : 1
}

/** By sign, then by suffix, then by number: no matter what the number is. */
function compareHuman(a: ByteString, b: ByteString): number {
  const [one, other] = [humanOf(a), humanOf(b)]
  return one.rank - other.rank || one.value - other.value
}

function humanOf(text: ByteString): { readonly rank: number; readonly value: number } {
  const [, written = '', suffix = ''] = /^[ \t]*(-?\d*(?:\.\d*)?)([kKMGTPEZY]?)/.exec(text)!
  const value = Number(written) || 0
  const power = suffix === '' || value === 0 ? 0 : 'KMGTPEZY'.indexOf(suffix.toUpperCase()) + 1
  return { rank: value < 0 ? -power : power, value }
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const monthOf = (text: ByteString): number => months.indexOf(text.trimStart().slice(0, 3).toUpperCase()) + 1
