import type { ByteString } from '../../byte-string.js'

/**
 * Text on its way through the expansions: each byte with bits above it that say where it is from. What has none was
 * written without quotes.
 */
export type Marked = string

/** Was quoted: no pattern, not split. */
export const quotedBit = 0x100
/** Came out of an expansion without quotes: may be split. */
const expandedBit = 0x200
/** A quoted nothing, which makes a field all the same. */
export const emptyMark: Marked = '\u0400'
/** Where `"$@"` begins another field. */
export const fieldMark: Marked = '\u0401'

function mark(text: ByteString, bit: number): Marked {
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at) | bit
  return Buffer.from(units.buffer).toString('utf16le')
}

export const quote = (text: ByteString): Marked => mark(text, quotedBit)
export const expanded = (text: ByteString): Marked => mark(text, expandedBit)

/** What was quoted, in double quotes: nothing becomes an empty field. */
export const quoteField = (text: ByteString): Marked => (text === '' ? emptyMark : quote(text))

export const isQuoted = (unit: number): boolean => (unit & quotedBit) !== 0
export const isExpanded = (unit: number): boolean => (unit & expandedBit) !== 0

/** The text alone. */
export function strip(marked: Marked): ByteString {
  if (/^[\0-\xff]*$/.test(marked)) return marked
  const bytes = Buffer.alloc(marked.length)
  let length = 0
  for (let at = 0; at < marked.length; at++) {
    const unit = marked.charCodeAt(at)
    if (unit < 0x400) bytes[length++] = unit & 0xff
  }
  return bytes.toString('latin1', 0, length)
}

/** With all of it quoted. */
export const quoteAll = (marked: Marked): Marked => quote(strip(marked))

/** As the word of a single field, such as of an assignment: the fields of `"$@"` with spaces between. */
export const joined = (marked: Marked): Marked => marked.replaceAll(fieldMark, '\u0120')
