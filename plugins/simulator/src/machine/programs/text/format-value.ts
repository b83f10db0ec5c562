import type { ByteString } from '../../byte-string.js'

/** A conversion of printf(3), such as `%-5.2f`. */
export interface Conversion {
  readonly flags: string
  readonly width: number
  /** -1 without one. */
  readonly precision: number
  readonly type: string
}

// What is wider is not made, lest a container fills the memory.
const widest = 1_000_000

export function formatString(text: ByteString, { flags, width, precision }: Conversion): ByteString {
  return pad(precision >= 0 ? text.slice(0, precision) : text, flags.replace('0', ''), width)
}

/** Whole numbers of 64 bits, as `d`, `i`, `u`, `o`, `x` and `X`. */
export function formatInteger(value: bigint, conversion: Conversion): ByteString {
  const { flags, width, precision, type } = conversion
  const signed = type === 'd' || type === 'i'
  const number = signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)
  const magnitude = number < 0n ? -number : number
  const base = type === 'o' ? 8 : type === 'x' || type === 'X' ? 16 : 10
  let digits = precision === 0 && magnitude === 0n ? '' : magnitude.toString(base)
  if (precision > digits.length) digits = digits.padStart(Math.min(precision, widest), '0')
  let prefix = signed ? signOf(number < 0n, flags) : ''
  if (flags.includes('#') && base === 16 && magnitude !== 0n) prefix = '0x'
  if (flags.includes('#') && base === 8 && !digits.startsWith('0')) digits = `0${digits}`
  const text = padNumber(prefix, digits, precision >= 0 ? flags.replace('0', '') : flags, width)
  return type === 'X' ? text.toUpperCase() : text
}

/** Floating numbers, as `e`, `f`, `g`, `a` and their capitals. */
export function formatFloat(value: number, { flags, width, precision, type }: Conversion): ByteString {
  const prefix = signOf(value < 0 || Object.is(value, -0), flags)
  const magnitude = Math.abs(value)
  const lower = type.toLowerCase()
  const finite = Number.isFinite(value)
  const digits = finite
    ? floatDigits(magnitude, lower, precision, flags.includes('#'))
    : Number.isNaN(value)
      ? 'nan'
      : 'inf'
  const text = padNumber(prefix, digits, finite ? flags : flags.replace('0', ''), width)
  return type === lower ? text : text.toUpperCase()
}

function floatDigits(value: number, type: string, precision: number, alternate: boolean): string {
  const wanted = Math.min(precision < 0 ? 6 : precision, 1000)
  if (type === 'f') return withPoint(fixed(value, wanted), alternate)
  if (type === 'e') return exponent(value, wanted)
  if (type === 'a') return hexadecimal(value)
  const significant = wanted === 0 ? 1 : wanted
  const power = value === 0 ? 0 : Number(exponent(value, significant - 1).split('e')[1])
  const text =
    power < -4 || power >= significant
      ? exponent(value, significant - 1)
      : withPoint(fixed(value, significant - 1 - power), alternate)
  return alternate ? text : text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '')
}

const withPoint = (text: string, alternate: boolean): string => (alternate && !text.includes('.') ? `${text}.` : text)

/** As `toFixed`, for any size and number of digits: a double is a fraction that has an end. */
function fixed(value: number, digits: number): string {
  if (value < 1e15 && digits <= 4 && Number.isInteger(value)) return value.toFixed(digits)
  const [whole, part] = exact(value)
  const scale = 10n ** BigInt(digits)
  const scaled = (whole * part.over * scale + part.of * scale) * 2n
  const doubled = scaled / part.over
  let rounded = doubled / 2n
  const rest = scaled - rounded * 2n * part.over
  if (rest > part.over || (rest === part.over && rounded % 2n === 1n)) rounded++
  const text = rounded.toString().padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
}

function exact(value: number): readonly [whole: bigint, part: { readonly of: bigint; readonly over: bigint }] {
  const whole = Math.floor(value)
  let part = value - whole
  let over = 1n
  while (!Number.isInteger(part)) {
    part *= 2
    over *= 2n
  }
  return [BigInt(whole), { of: BigInt(part), over }]
}

function exponent(value: number, digits: number): string {
  const [mantissa = '', power = '0'] = value.toExponential(Math.min(digits, 100)).split('e')
  const sign = power.startsWith('-') ? '-' : '+'
  return `${mantissa}e${sign}${power.replace(/^[-+]/, '').padStart(2, '0')}`
}

function hexadecimal(value: number): string {
  if (value === 0) return '0x0p+0'
  let power = 0
  let mantissa = value
  for (; mantissa >= 2; power++) mantissa /= 2
  for (; mantissa < 1; power--) mantissa *= 2
  return `0x${mantissa.toString(16)}p${power < 0 ? '' : '+'}${power}`
}

const signOf = (negative: boolean, flags: string): string =>
  negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''

function padNumber(prefix: string, digits: string, flags: string, width: number): string {
  if (flags.includes('0') && !flags.includes('-')) {
    return prefix + digits.padStart(Math.min(width, widest) - prefix.length, '0')
  }
  return pad(prefix + digits, flags, width)
}

function pad(text: string, flags: string, width: number): string {
  const wide = Math.min(width, widest)
  return flags.includes('-') ? text.padEnd(wide) : text.padStart(wide)
}
