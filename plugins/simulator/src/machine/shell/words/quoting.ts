import type { ByteString } from '../../byte-string.js'
import type { Dialect } from '../dialect.js'

const isSafe = /^[A-Za-z0-9_@%+=:,./^~-]+$/

/** As busybox and dash show values: in single quotes. */
export const singleQuoted = (text: ByteString): ByteString => {
  const runs = text.split(/('+)/)
  const shown = runs.map((run, at) => (at % 2 === 1 ? `"${run}"` : run === '' ? '' : `'${run}'`)).join('')
  return shown === '' ? "''" : shown
}

/** As bash's `printf %q` and `${x@Q}` and traces show words; only where it has to be unless `always`. */
export function bashQuoted(text: ByteString, always = false): ByteString {
  if (text === '') return "''"
  if (/[\x00-\x1f\x7f-\xff]/.test(text)) return ansiQuoted(text)
  if (!always && isSafe.test(text) && !/^[~#]/.test(text)) return text
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

const named: Readonly<Record<string, string>> = {
  '\x07': 'a', '\b': 'b', '\x1b': 'E', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v', '\\': '\\', "'": "'",
} // prettier-ignore

const ansiQuoted = (text: ByteString): ByteString =>
  `$'${text.replace(/[\x00-\x1f\x7f-\xff\\']/g, (char) => {
    const name = named[char]
    return `\\${name ?? char.charCodeAt(0).toString(8).padStart(3, '0')}`
  })}'`

/** As `printf %q` of bash: with backslashes. */
export function backslashed(text: ByteString): ByteString {
  if (text === '') return "''"
  if (/[\x00-\x1f\x7f-\xff]/.test(text)) return ansiQuoted(text)
  return text.replace(/[^A-Za-z0-9_@%+=:./-]/g, (char) => `\\${char}`).replace(/^\\~/, '\\~')
}

/** As bash's `declare` shows values: in double quotes. */
export const doubleQuoted = (text: ByteString): ByteString =>
  /[\x00-\x08\x0b-\x1f\x7f-\xff\n]/.test(text) ? ansiQuoted(text) : `"${text.replace(/[$`"\\]/g, '\\$&')}"`

/** As `set -x` shows a word. */
export function traced(text: ByteString, dialect: Dialect): ByteString {
  if (dialect === 'bash') return bashQuoted(text)
  if (dialect === 'dash') return text
  return text !== '' && isAshSafe.test(text) ? text : singleQuoted(text)
}
const isAshSafe = /^[A-Za-z0-9_@%+:,./^\]-]+$/
