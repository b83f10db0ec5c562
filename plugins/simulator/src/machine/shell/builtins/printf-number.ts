import type { ByteString } from '../../byte-string.js'
import type { Spec } from './spec.js'

/** Fills text up to the width; zeros go between the sign and the digits. */
export function pad(text: ByteString, { flags, width }: Spec, start = '', mayZero = false): ByteString {
  const whole = start + text
  if (whole.length >= width) return whole
  if (flags.includes('-')) return whole.padEnd(width)
  return mayZero && flags.includes('0') ? start + text.padStart(width - start.length, '0') : whole.padStart(width)
}

/** A number as strtod(3) reads it, and whether that was all. */
export function readFloat(text: ByteString): { readonly value: number; readonly isWhole: boolean } {
  const trimmed = text.trimStart()
  if (trimmed === '') return { value: 0, isWhole: true }
  if (/^["']/.test(trimmed)) return { value: trimmed.charCodeAt(1) || 0, isWhole: true }
  const [found = ''] =
    /^[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)/i.exec(trimmed) ?? []
  const value = /inf/i.test(found) ? (found.startsWith('-') ? -Infinity : Infinity) : Number(found.replace(/^\+/, ''))
  return { value: found === '' ? 0 : value, isWhole: found === trimmed }
}

/** `%e`, `%f`, `%g` and their like. */
export function formatFloat(kind: string, value: number, spec: Spec): ByteString {
  const { flags, precision = 6 } = spec
  const sign = value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const size = Math.abs(value)
  const isUpper = kind < 'a'
  if (!Number.isFinite(size)) return pad(upper(Number.isNaN(size) ? 'nan' : 'inf', isUpper), spec, sign)
  const digits = Math.min(Math.max(precision, 0), 100)
  return pad(upper(digitsOf(kind.toLowerCase(), size, digits, flags), isUpper), spec, sign, true)
}

const upper = (text: string, isUpper: boolean): string => (isUpper ? text.toUpperCase() : text)

function digitsOf(kind: string, size: number, digits: number, flags: string): string {
  if (kind === 'f') return size.toFixed(digits)
  if (kind === 'e') return exponent(size.toExponential(digits))
  if (kind === 'a') return hexadecimal(size)
  const shown = digits === 0 ? 1 : digits
  const power = size === 0 ? 0 : Number(size.toExponential(shown - 1).split('e')[1])
  const isFixed = power >= -4 && power < shown
  const text = isFixed ? size.toFixed(shown - 1 - power) : exponent(size.toExponential(shown - 1))
  return flags.includes('#') ? text : text.replace(/(\.\d*?)0+(e|$)/, '$1$2').replace(/\.(e|$)/, '$1')
}

/** C writes exponents with two digits at least. */
const exponent = (text: string): string =>
  text.replace(/e([-+])(\d+)$/, (_, sign: string, digits: string) => `e${sign}${digits.padStart(2, '0')}`)

function hexadecimal(size: number): string {
  if (size === 0) return '0x0p+0'
  const power = Math.floor(Math.log2(size))
  const [, fraction = ''] = (size / 2 ** power).toString(16).split('.')
  return `0x1${fraction === '' ? '' : `.${fraction}`}p${power < 0 ? '' : '+'}${power}`
}
