import type { ByteString } from '../../../byte-string.js'
import type { Flavor } from '../../../kernel/proc.js'
import { escapeAt } from '../escapes.js'

/** A regular expression of awk's as an ERE: awk has the escapes of its strings in it. mawk's has no counts in braces. */
export function regexSource(source: ByteString, flavor: Flavor): ByteString {
  let text = ''
  for (let at = 0; at < source.length;) {
    const char = source[at]!
    if (char === '[') {
      const bracket = bracketAt(source, at)
      text += bracket.text
      at = bracket.end
    } else if (char === '\\') {
      const { text: escaped, end } = escape(source, at)
      text += escaped
      at = end
    } else {
      text += char === '{' && flavor === 'gnu' ? '\\{' : char
      at++
    }
  }
  return text
}

function escape(source: ByteString, at: number): { readonly text: ByteString; readonly end: number } {
  const next = source[at + 1] ?? '\\'
  if (next === '"' || next === '/' || next === '&') return { text: next, end: at + 2 }
  const { value, length } = /[beB<>wWsSy]/.test(next) ? { value: '', length: 1 } : escapeAt(source, at, options)
  if (length === 1 || value === '\\') return { text: `\\${next}`, end: at + 2 }
  return { text: /[.*+?()[\]{}|^$\\]/.test(value) ? `\\${value}` : value, end: at + length }
}

const options = { octal: 'plain', stops: false } as const

function bracketAt(source: ByteString, open: number): { readonly text: ByteString; readonly end: number } {
  const [begin = '['] = /^\[\^?\]?/.exec(source.slice(open))!
  let text = begin
  let at = open + begin.length
  while (at < source.length && source[at] !== ']') {
    const named = /^\[([:.=]).*?\1\]/s.exec(source.slice(at))
    if (named !== null) {
      text += named[0]
      at += named[0].length
    } else if (source[at] === '\\' && at + 1 < source.length) {
      const { value, length } = escapeAt(source, at, options)
      const char = length === 1 ? source[at + 1]! : value
      text += /[\]\\^-]/.test(char) ? `[.${char}.]` : char
      at += Math.max(length, 2)
    } else text += source[at++]
  }
  return { text: `${text}]`, end: at + 1 }
}
