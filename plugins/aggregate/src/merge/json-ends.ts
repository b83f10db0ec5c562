const [quote, backslash, comma, colon, minus, dot, zero, nine] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x2e, 0x30, 0x39]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]

/** No place in the bytes: what is there is no JSON (RFC 8259), or deeper than is looked at. */
export const nowhere = -1

/** Whether these bytes are a word. */
export function isWord(bytes: Buffer, start: number, end: number, key: Buffer): boolean {
  if (end - start !== key.length) return false
  for (let index = 0; index < key.length; index++) if (bytes[start + index] !== key[index]) return false
  return true
}

/** The next byte that is no white space. */
export function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  for (;;) {
    const byte = bytes[at]
    if (byte === undefined || byte > 0x20) return at
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at++
  }
}

/** The end of a value that begins here, `nowhere` for what is no JSON. */
export function valueEnd(bytes: Buffer, from: number, depth: number): number {
  const byte = bytes[from]
  if (byte === quote) return stringEnd(bytes, from)
  if (byte === openBrace) return listEnd(bytes, from, depth, closeBrace)
  if (byte === openBracket) return listEnd(bytes, from, depth, closeBracket)
  if (byte === 0x74) return wordEnd(bytes, from, words.true)
  if (byte === 0x66) return wordEnd(bytes, from, words.false)
  if (byte === 0x6e) return wordEnd(bytes, from, words.null)
  return numberEnd(bytes, from)
}

/** The end of an object or an array. */
function listEnd(bytes: Buffer, from: number, depth: number, close: number): number {
  if (depth === 0) return nowhere
  let at = skipSpace(bytes, from + 1)
  if (bytes[at] === close) return at + 1
  for (;;) {
    if (close === closeBrace) {
      at = stringEnd(bytes, at)
      if (at === nowhere) return nowhere
      at = skipSpace(bytes, at)
      if (bytes[at] !== colon) return nowhere
      at = skipSpace(bytes, at + 1)
    }
    at = valueEnd(bytes, at, depth - 1)
    if (at === nowhere) return nowhere
    at = skipSpace(bytes, at)
    if (bytes[at] === close) return at + 1
    if (bytes[at] !== comma) return nowhere
    at = skipSpace(bytes, at + 1)
  }
}

/** The end of a string of ASCII without escapes; what is behind it, its quote included. */
export function plainStringEnd(bytes: Buffer, from: number): number {
  if (bytes[from] !== quote) return nowhere
  for (let at = from + 1; ; at++) {
    const byte = bytes[at]
    if (byte === quote) return at + 1
    if (byte === undefined || byte < 0x20 || byte === backslash || byte > 0x7e) return nowhere
  }
}

/** The end of any string. */
function stringEnd(bytes: Buffer, from: number): number {
  if (bytes[from] !== quote) return nowhere
  for (let at = from + 1; ; at++) {
    const byte = bytes[at]
    if (byte === quote) return at + 1
    if (byte === undefined || byte < 0x20) return nowhere
    if (byte !== backslash) continue
    at = escapeEnd(bytes, at + 1)
    if (at === nowhere) return nowhere
  }
}

/** The last byte of an escape whose first one is here, behind the backslash. */
function escapeEnd(bytes: Buffer, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) return nowhere
  if (byte !== 0x75) return simpleEscapes.includes(byte) ? at : nowhere
  return /^[0-9a-fA-F]{4}$/.test(bytes.toString('latin1', at + 1, at + 5)) ? at + 4 : nowhere
}

const simpleEscapes = Buffer.from('"\\/bfnrt')
const words = { true: Buffer.from('true'), false: Buffer.from('false'), null: Buffer.from('null') }

function wordEnd(bytes: Buffer, from: number, word: Buffer): number {
  const end = from + word.length
  return end <= bytes.length && isWord(bytes, from, end, word) ? end : nowhere
}

/** The end of a number, as section 6 writes it: `-0.5e+3`. */
function numberEnd(bytes: Buffer, from: number): number {
  let at = bytes[from] === minus ? from + 1 : from
  const whole = digitsEnd(bytes, at)
  if (whole === at || (bytes[at] === zero && whole > at + 1)) return nowhere
  at = whole
  if (bytes[at] === dot) {
    const fraction = digitsEnd(bytes, at + 1)
    if (fraction === at + 1) return nowhere
    at = fraction
  }
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at
  at++
  if (bytes[at] === 0x2b || bytes[at] === minus) at++
  const exponent = digitsEnd(bytes, at)
  return exponent === at ? nowhere : exponent
}

function digitsEnd(bytes: Buffer, from: number): number {
  let at = from
  for (;;) {
    const byte = bytes[at]
    if (byte === undefined || byte < zero || byte > nine) return at
    at++
  }
}
