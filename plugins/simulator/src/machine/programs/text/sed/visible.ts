import type { ByteString } from '../../../byte-string.js'

const named: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** A text as `l` shows it, in lines of a length (0 and 1: as long as it is). */
export function visible(text: ByteString, length: number): ByteString {
  const width = length > 1 ? length - 1 : Infinity
  let result = ''
  let used = 0
  for (const char of text) {
    const shown =
      named[char] ?? (/[\x20-\x7e]/.test(char) ? char : `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
    if (used + shown.length > width) {
      result += '\\\n'
      used = 0
    }
    result += shown
    used += shown.length
  }
  return `${result}$\n`
}
