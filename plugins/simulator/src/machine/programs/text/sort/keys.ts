import type { ByteString } from '../../../byte-string.js'

/** How texts are compared. */
export interface Ordering {
  readonly numeric: boolean
  readonly general: boolean
  readonly human: boolean
  readonly version: boolean
  readonly month: boolean
  readonly dictionary: boolean
  readonly printable: boolean
  readonly fold: boolean
  readonly reverse: boolean
}

interface Place {
  readonly field: number
  /** 0 is the end of the field. */
  readonly char: number
  readonly skipBlanks: boolean
}

/** A part of a line that is compared. */
export interface Key {
  readonly from: Place
  readonly to: Place | undefined
  readonly ordering: Ordering | undefined
}

export const orderingOf = (letters: string): Ordering => ({
  numeric: letters.includes('n'),
  general: letters.includes('g'),
  human: letters.includes('h'),
  version: letters.includes('V'),
  month: letters.includes('M'),
  dictionary: letters.includes('d'),
  printable: letters.includes('i'),
  fold: letters.includes('f'),
  reverse: letters.includes('r'),
})

/** Reads `F[.C][OPTS][,F[.C][OPTS]]`; a string is what is wrong with it. */
export function readKey(text: ByteString): Key | string {
  const found = /^(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*))?(.*)$/s.exec(text)
  if (found === null) return `invalid number at field start: invalid count at start of '${text}'`
  const [, field = '', char, letters = '', endField, endChar, endLetters = '', rest] = found
  if (rest !== '') return `stray character in field spec: invalid field specification '${text}'`
  if (Number(field) === 0) return `field number is zero: invalid field specification '${text}'`
  if (char !== undefined && Number(char) === 0) return `character offset is zero: invalid field specification '${text}'`
  const own = (letters + endLetters).replaceAll('b', '')
  return {
    from: { field: Number(field), char: Number(char ?? 1), skipBlanks: letters.includes('b') },
    to:
      endField === undefined
        ? undefined
        : { field: Number(endField), char: Number(endChar ?? 0), skipBlanks: endLetters.includes('b') },
    ordering: own === '' && !(letters + endLetters).includes('b') ? undefined : orderingOf(own),
  }
}

/** The part of a line that a key is. */
export function partOf(
  line: ByteString,
  { from, to }: Key,
  separator: string | undefined,
  skipBlanks: boolean,
): ByteString {
  const start = startOf(line, from, separator, skipBlanks)
  const end = to === undefined ? line.length : endOf(line, to, separator, skipBlanks)
  return start < end ? line.slice(start, end) : ''
}

function startOf(
  line: ByteString,
  { field, char, skipBlanks }: Place,
  separator: string | undefined,
  always: boolean,
): number {
  const begin = fieldStart(line, field, separator)
  const at = skipBlanks || always ? afterBlanks(line, begin) : begin
  return Math.min(at + char - 1, line.length)
}

function endOf(
  line: ByteString,
  { field, char, skipBlanks }: Place,
  separator: string | undefined,
  always: boolean,
): number {
  if (char === 0) return fieldEnd(line, fieldStart(line, field, separator), separator)
  const begin = fieldStart(line, field, separator)
  return Math.min((skipBlanks || always ? afterBlanks(line, begin) : begin) + char, line.length)
}

/** Without a separator a field begins with the blanks in front of it. */
function fieldStart(line: ByteString, field: number, separator: string | undefined): number {
  let at = 0
  for (let left = field - 1; left > 0 && at < line.length; left--) {
    at = fieldEnd(line, at, separator)
    if (separator !== undefined && at < line.length) at++
  }
  return at
}

function fieldEnd(line: ByteString, start: number, separator: string | undefined): number {
  if (separator !== undefined) {
    const end = line.indexOf(separator, start)
    return end < 0 ? line.length : end
  }
  let at = afterBlanks(line, start)
  while (at < line.length && !isBlank(line.charCodeAt(at))) at++
  return at
}

function afterBlanks(line: ByteString, start: number): number {
  let at = start
  while (at < line.length && isBlank(line.charCodeAt(at))) at++
  return at
}

const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 10
