import type { ByteString } from '../../../byte-string.js'

/** As coreutils has text for a shell to read again. */
export function quoted(text: ByteString): ByteString {
  if (text === '') return "''"
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  if (/[\0-\x1f\x7f-\xff]/.test(text)) {
    const parts = text.split(/([\0-\x1f\x7f-\xff]+)/)
    return parts.map((part, index) => (index % 2 === 1 ? `$'${controls(part)}'` : `'${part}'`)).join('')
  }
  return text.includes("'") && !/["\\$`]/.test(text) ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x07': '\\a', '\b': '\\b' }

const controls = (text: string): string =>
  [...text].map((char) => named[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')
