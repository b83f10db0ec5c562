import type { ByteString } from '../../byte-string.js'

const named: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
}

const isPrintable = (char: string): boolean => char >= ' ' && char <= '~'
const escaped = (char: string): string => named[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`

/** A name in quotes, as GNU's programs show one (the style `shell-escape-always` of gnulib, in the C locale). */
export function quoted(text: ByteString): string {
  if (/^[ -&(-~]*$/.test(text)) return `'${text}'`
  if (/^[ !#%-[\]-_a-~]*$/.test(text) && !text.includes('$')) return `"${text}"`
  let out = "'"
  let inEscapes = false
  for (const char of text) {
    const escapes = !isPrintable(char)
    if (escapes && !inEscapes) out += "'$'"
    if (!escapes && inEscapes) out += "''"
    inEscapes = escapes
    out += escapes ? escaped(char) : char === "'" ? "'\\''" : char
  }
  return `${out}'`
}

/** In quotes where a shell would need them, as `ls` shows names on a terminal (the style `shell-escape`). */
export const quotedIfNeeded = (text: ByteString): string =>
  text !== '' && /^[\w@%+=:,./\]{}-][\w@%+=:,./\]{}~#-]*$/.test(text) ? text : quoted(text)
