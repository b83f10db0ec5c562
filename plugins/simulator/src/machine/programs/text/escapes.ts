import type { ByteString } from '../../byte-string.js'

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

const octals = { zero: /^0[0-7]{0,3}/, plain: /^[0-7]{1,3}/, either: /^(?:0[0-7]{0,3}|[0-7]{1,3})/ }

export interface EscapeOptions {
  /** How an octal number is written: `\0nnn`, `\nnn`, or either. */
  readonly octal: 'zero' | 'plain' | 'either'
  /** Whether `\c` ends all output. */
  readonly stops: boolean
  /** Whether there is `\uHHHH`. */
  readonly unicode?: boolean
  /** Other characters that a backslash may be in front of. */
  readonly more?: string
  /** Whether there is `\E` besides `\e`. */
  readonly capital?: boolean
  /** Whether there is `\xHH`; there is unless given. */
  readonly hex?: boolean
  /** Whether `\cX` is a control byte. */
  readonly control?: boolean
}

/** Replaces the escapes of C by what they are; `stopped` where `\c` ended it. */
export function unescape(
  text: ByteString,
  options: EscapeOptions,
): { readonly text: ByteString; readonly stopped: boolean } {
  if (!text.includes('\\')) return { text, stopped: false }
  let result = ''
  for (let at = 0; at < text.length;) {
    if (text[at] !== '\\') {
      result += text[at++]
      continue
    }
    if (options.stops && text[at + 1] === 'c') return { text: result, stopped: true }
    const { value, length } = escapeAt(text, at, options)
    result += value
    at += length
  }
  return { text: result, stopped: false }
}

/** What the escape at a place is, with the backslash in front where it is none. */
export function escapeAt(
  text: ByteString,
  at: number,
  options: EscapeOptions,
): { readonly value: ByteString; readonly length: number } {
  const rest = text.slice(at + 1, at + 10)
  const [first = ''] = rest
  if (first === 'E' && options.capital === true) return { value: '\x1b', length: 2 }
  const plain = simple[first] ?? (options.more?.includes(first) === true && first !== '' ? first : undefined)
  if (plain !== undefined) return { value: plain, length: 2 }
  const octal = octals[options.octal].exec(rest)
  if (octal !== null) return { value: byte(parseInt(octal[0], 8)), length: octal[0].length + 1 }
  const hex = options.hex === false ? null : /^x([0-9a-f]{1,2})/i.exec(rest)
  if (hex !== null) return { value: byte(parseInt(hex[1]!, 16)), length: hex[0].length + 1 }
  const unicode = options.unicode === true ? /^(?:u([0-9a-f]{1,4})|U([0-9a-f]{1,8}))/i.exec(rest) : null
  if (unicode !== null)
    return { value: inLocaleC(parseInt(unicode[1] ?? unicode[2]!, 16)), length: unicode[0].length + 1 }
  if (options.control === true && first === 'c' && rest.length > 1)
    return { value: byte(rest.charCodeAt(1) & 31), length: 3 }
  return { value: '\\', length: 1 }
}

const byte = (value: number): ByteString => String.fromCharCode(value & 255)

/** A character of Unicode, which the C locale has those of ASCII of. */
function inLocaleC(point: number): ByteString {
  if (point < 0x80) return String.fromCharCode(point)
  const digits = point.toString(16).toUpperCase()
  return point < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}
