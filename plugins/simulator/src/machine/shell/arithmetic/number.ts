import type { ByteString } from '../../byte-string.js'

const digits = '0123456789abcdefghijklmnopqrstuvwxyz'

/** The value of a number as C writes it, or as `BASE#DIGITS`; undefined where it is none. */
export function readNumber(text: ByteString): bigint | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return wrap(BigInt(text))
  if (/^0[0-7]*$/.test(text)) return wrap(BigInt(`0o${text}`))
  if (/^[1-9][0-9]*$/.test(text)) return wrap(BigInt(text))
  const [, base = '', rest = ''] = /^([0-9]+)#([0-9A-Za-z@_]+)$/.exec(text) ?? []
  if (base === '' || Number(base) < 2 || Number(base) > 64) return undefined
  return withBase(BigInt(base), rest)
}

function withBase(base: bigint, text: string): bigint | undefined {
  let value = 0n
  for (const char of text) {
    const digit = BigInt(digitOf(char, base))
    if (digit < 0n || digit >= base) return undefined
    value = wrap(value * base + digit)
  }
  return value
}

/** Lower case letters are 10 to 35, upper case ones the same up to base 36 and 36 to 61 above, then `@` and `_`. */
function digitOf(char: string, base: bigint): number {
  if (char === '@') return 62
  if (char === '_') return 63
  if (base <= 36n) return digits.indexOf(char.toLowerCase())
  return /[A-Z]/.test(char) ? char.charCodeAt(0) - 65 + 36 : digits.indexOf(char)
}

/** As a signed number of 64 bits. */
export const wrap = (value: bigint): bigint => BigInt.asIntN(64, value)
