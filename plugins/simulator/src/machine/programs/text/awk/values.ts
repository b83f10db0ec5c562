import type { ByteString } from '../../../byte-string.js'
import { formatFloat } from '../format-value.js'

/** What was read and may be a number: it is one in a comparison where it looks like one. */
export class Read {
  readonly text: ByteString

  constructor(text: ByteString) {
    this.text = text
  }

  get isNumeric(): boolean {
    return /^[ \t\n]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[ \t\n]*$/.test(this.text)
  }
}

/** A value; undefined is one that was never set, which is 0 and the empty string. */
export type Value = number | ByteString | Read | undefined

export type AwkArray = Map<ByteString, Value>

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value
  if (value === undefined) return 0
  const text = typeof value === 'string' ? value : value.text
  const hex = /^\s*([-+]?)(0x[0-9a-f]+)/i.exec(text)
  if (hex !== null) return hex[1] === '-' ? -Number(hex[2]) : Number(hex[2])
  const found = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:inf|nan))/i.exec(text)?.[1]
  if (found === undefined) return 0
  if (/[in]f|nan/i.test(found)) return /nan/i.test(found) ? NaN : found.startsWith('-') ? -Infinity : Infinity
  return Number(found)
}

/** As text; `format` is `CONVFMT` or `OFMT`. */
export function toText(value: Value, format: ByteString): ByteString {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  if (typeof value !== 'number') return value.text
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return value === 0 ? '0' : BigInt(value).toString()
  return formatNumber(value, format)
}

function formatNumber(value: number, format: ByteString): ByteString {
  const found = /^([^%]*)%([-+ #0]*)(\d*)(?:\.(\d*))?([a-zA-Z])(.*)$/s.exec(format)
  if (found === null) return String(value)
  const [, before = '', flags = '', width = '', precision, type = 'g', after = ''] = found
  const conversion = { flags, width: Number(width), precision: precision === undefined ? -1 : Number(precision), type }
  if ('di'.includes(type)) return before + String(Math.trunc(value)) + after
  return before + formatFloat(value, conversion) + after
}

export const isTrue = (value: Value): boolean => {
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'string') return value !== ''
  if (value === undefined) return false
  return value.isNumeric ? toNumber(value) !== 0 : value.text !== ''
}

/** Below, at or above 0; NaN where one is none. */
export function compareValues(a: Value, b: Value, format: ByteString): number {
  if (isNumeric(a) && isNumeric(b)) return toNumber(a) - toNumber(b) || (toNumber(a) === toNumber(b) ? 0 : NaN)
  const [one, other] = [toText(a, format), toText(b, format)]
  return one < other ? -1 : one > other ? 1 : 0
}

const isNumeric = (value: Value): boolean =>
  value === undefined || typeof value === 'number' || (value instanceof Read && value.isNumeric)
