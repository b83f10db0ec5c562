import type { ByteString } from '../../../byte-string.js'
import { formatFloat, formatInteger, formatString, type Conversion } from '../format-value.js'
import { Read, toNumber, toText, type Value } from './values.js'

/** What `printf` makes of a format and values. */
export function sprintf(format: ByteString, values: readonly Value[], convert: ByteString): ByteString {
  let next = 0
  return format.replace(
    /%([-+ #0']*)(\*|\d*)(?:(\.)(\*|\d*))?(?:hh|h|ll|l|L|j|z|t)?([a-zA-Z%])/g,
    (whole, flags: string, width: string, dot: string | undefined, precision: string | undefined, type: string) => {
      if (type === '%') return '%'
      const wide = width === '*' ? toNumber(values[next++]) : Number(width)
      const precise = dot === undefined ? -1 : precision === '*' ? toNumber(values[next++]) : Number(precision)
      const conversion = { flags: wide < 0 ? `${flags}-` : flags, width: Math.abs(wide), precision: precise, type }
      return 'csdiouxXeEfFgGa'.includes(type) ? formatted(values[next++], conversion, convert) : whole
    },
  )
}

function formatted(value: Value, conversion: Conversion, convert: ByteString): ByteString {
  switch (conversion.type) {
    case 's':
      return formatString(toText(value, convert), conversion)
    case 'c':
      return formatString(charOf(value), { ...conversion, precision: -1 })
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
      return integer(toNumber(value), conversion)
    default:
      return formatFloat(toNumber(value), conversion)
  }
}

const charOf = (value: Value): ByteString =>
  typeof value === 'number' || (value instanceof Read && value.isNumeric)
    ? String.fromCharCode(toNumber(value) & 255)
    : toText(value, '').slice(0, 1) || '\0'

function integer(value: number, conversion: Conversion): ByteString {
  if (!Number.isFinite(value)) return formatFloat(value, { ...conversion, type: 'f' })
  const limited = Math.max(Math.min(Math.trunc(value), 2 ** 63 - 1024), -(2 ** 63))
  return formatInteger(BigInt(limited), conversion)
}
