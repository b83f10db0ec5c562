import type { ByteString } from '../../byte-string.js'

const simple: Readonly<Record<string, string>> = {
  a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\',
} // prettier-ignore

/** Which escapes there are beside those that all have. */
export interface EscapeStyle {
  /** `\e` and `\E`. */
  readonly escape: boolean
  readonly hex: boolean
  /** `\uHHHH` and `\UHHHHHHHH`, as UTF-8. */
  readonly unicode: boolean
  /** `quoted`: `\NNN`; `echo`: `\0NNN`, as of `%b` both. */
  readonly octal: 'plain' | 'zero' | 'both'
  /** `\"`, `\'` and `\?`. */
  readonly quotes: boolean
  /** `\cX`: as `$'..'` has it, the control byte; `ends` ends the output. */
  readonly control: 'byte' | 'ends' | 'none'
}

/** Text without its escapes; `ended` where `\c` cut it off. */
export function unescape(text: ByteString, style: EscapeStyle): { readonly text: ByteString; readonly ended: boolean } {
  let result = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\' || at === text.length - 1) {
      result += text[at]
      continue
    }
    if (text[at + 1] === 'c' && style.control === 'ends') return { text: result, ended: true }
    const [value, length] = escapeAt(text, at + 1, style)
    result += value
    at += length
  }
  return { text: result, ended: false }
}

/** What the escape behind a backslash stands for, and how many bytes it has. */
function escapeAt(text: ByteString, at: number, style: EscapeStyle): readonly [ByteString, number] {
  const char = text[at]!
  const rest = text.slice(at, at + 12)
  if (simple[char] !== undefined && (style.escape || !/[eE]/.test(char))) return [simple[char], 1]
  if (style.quotes && /["'?]/.test(char)) return [char, 1]
  const digits = octalAt(rest, style.octal)
  if (digits !== undefined) return [String.fromCharCode(parseInt(digits, 8) & 255), digits.length]
  const hex = style.hex ? /^x([0-9a-fA-F]{1,2})/.exec(rest) : null
  if (hex !== null) return [String.fromCharCode(parseInt(hex[1]!, 16)), hex[0].length]
  const unicode = style.unicode ? /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest) : null
  if (unicode !== null) return [encode(parseInt(unicode[1] ?? unicode[2]!, 16)), unicode[0].length]
  if (char === 'c' && style.control === 'byte' && at + 1 < text.length) {
    return [String.fromCharCode(text.charCodeAt(at + 1) & 31), 2]
  }
  return [`\\${char}`, 1]
}

function octalAt(rest: string, octal: EscapeStyle['octal']): string | undefined {
  const zero = octal === 'plain' ? null : /^0[0-7]{0,3}/.exec(rest)
  if (zero !== null) return zero[0]
  return octal === 'zero' ? undefined : /^[0-7]{1,3}/.exec(rest)?.[0]
}

/** In the C locale, which containers have, other characters than those of ASCII stay as they are written. */
function encode(point: number): ByteString {
  if (point < 0x80) return String.fromCharCode(point)
  const hex = point.toString(16).toUpperCase()
  return point > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}

/** As `$'..'`. */
export const unescapeQuoted = (text: ByteString): ByteString =>
  unescape(text, { escape: true, hex: true, unicode: true, octal: 'plain', quotes: true, control: 'byte' }).text
