import type { ByteString } from '../../../byte-string.js'
import type { ReplacementPart } from './command.js'

/** Reads up to a delimiter, which a backslash makes a character; undefined where there is none. */
export function readDelimited(
  script: ByteString,
  from: number,
  delimiter: string,
  isRegex: boolean,
): { readonly text: ByteString; readonly end: number } | undefined {
  let text = ''
  for (let at = from; at < script.length; at++) {
    const char = script[at]!
    if (char === delimiter) return { text, end: at + 1 }
    if (char === '\\') {
      const next = script[++at]
      if (next === undefined) return undefined
      if (next === delimiter)
        text += isRegex && /[.*[\]^$+?(){}|]/.test(delimiter) ? `\\${next}` : isRegex ? next : `\\${next}`
      else text += `\\${next}`
      if (next === delimiter && !isRegex && delimiter !== '&' && !/\d/.test(delimiter)) text = text.slice(0, -2) + next
      continue
    }
    if (isRegex && char === '[') {
      const end = bracketEnd(script, at)
      if (end === undefined) return undefined
      text += script.slice(at, end)
      at = end - 1
      continue
    }
    if (isRegex && char === '\n') return undefined
    text += char
  }
  return undefined
}

function bracketEnd(script: ByteString, open: number): number | undefined {
  const found = /^\[\^?\]?(?:\[[:.=][^\]]*[:.=]\]|[^\]\n])*\]/.exec(script.slice(open))
  return found === null ? undefined : open + found[0].length
}

const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', f: '\f', v: '\v', a: '\x07', r: '\r' }

/** A regular expression with the escapes that sed has by itself, in brackets too. */
export function regexSource(source: ByteString): ByteString {
  let text = ''
  for (let at = 0; at < source.length; at++) {
    if (source[at] !== '\\') {
      text += source[at]
      continue
    }
    const next = source[++at] ?? ''
    const number = /^(?:d(\d{3})|o([0-7]{3})|x([0-9a-f]{2}))/i.exec(source.slice(at, at + 4))
    if (number !== null) {
      at += number[0].length - 1
      text += literal(byteOf(number))
    } else text += controls[next] ?? `\\${next}`
  }
  return text
}

const byteOf = ([, decimal, octal, hex]: RegExpExecArray): string =>
  String.fromCharCode(
    (decimal !== undefined ? Number(decimal) : octal !== undefined ? parseInt(octal, 8) : parseInt(hex!, 16)) & 255,
  )

const literal = (char: string): string => (/[\\.*[\]^$/]/.test(char) ? `\\${char}` : char)

/** What `s` puts in. */
export function readReplacement(written: ByteString): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = []
  let text = ''
  const push = (part: ReplacementPart): void => {
    if (text !== '') parts.push({ text })
    text = ''
    parts.push(part)
  }
  for (let at = 0; at < written.length; at++) {
    const char = written[at]!
    if (char === '&') push({ group: 0 })
    else if (char !== '\\') text += char
    else {
      const next = written[++at] ?? '\\'
      const number = /^(?:d(\d{3})|o([0-7]{3})|x([0-9a-f]{2}))/i.exec(written.slice(at, at + 4))
      if (/\d/.test(next)) push({ group: Number(next) })
      else if (isChange(next)) push({ change: next })
      else if (number !== null) {
        at += number[0].length - 1
        text += byteOf(number)
      } else text += controls[next] ?? next
    }
  }
  if (text !== '') parts.push({ text })
  return parts
}

const isChange = (char: string): char is 'L' | 'U' | 'E' | 'l' | 'u' => /^[LUElu]$/.test(char)

/** The text of `a`, `i` and `c`, with its newline: behind a backslash and a newline, or in the same line. */
export function textOf(script: ByteString, from: number): { readonly text: ByteString; readonly end: number } {
  let at = from
  const begin = /^\\(?:[ \t]*\n)?/.exec(script.slice(at))
  if (begin !== null) at += begin[0].length
  let text = ''
  for (; at < script.length && script[at] !== '\n'; at++) {
    if (script[at] === '\\' && at + 1 < script.length) {
      const next = script[++at]!
      text += next === 't' ? '\t' : next
    } else text += script[at]
  }
  return { text: `${text}\n`, end: at + 1 }
}

/** The characters of a part of `y`. */
export const unescaped = (text: ByteString): string[] => {
  const found = text.match(/\\[^]|[^]/g) ?? []
  return found.map((char) => (char === '\\n' ? '\n' : char === '\\t' ? '\t' : char.length > 1 ? char[1]! : char))
}
