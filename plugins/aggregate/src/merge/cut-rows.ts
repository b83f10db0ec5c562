/** Where an object of a list stands in the bytes of the list, and what of it a merge looks at. */
export interface Cut {
  readonly start: number
  readonly end: number
  /** `Created`; 0 where there is none. */
  readonly created: number
  /** `Names` as they are written; empty where there are none. */
  readonly names: readonly string[]
  /** Whether it has `Ports`, and they are not `[]`. */
  readonly hasPorts: boolean
}

const [quote, backslash, comma, colon, minus, dot, zero, nine] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x2e, 0x30, 0x39]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]

/** No place in the bytes: what is there is no JSON, or is none of the kind that is cut here. */
const nowhere = -1

/** How deep values may lie in each other; those of a container lie five deep. */
const deepest = 32

/**
 * Cuts the bytes of a JSON array of objects (RFC 8259) without making an object of each; checks that all of it is JSON.
 * Undefined for what is none, or is written in another way than engines do it: with escapes in the keys or names of a
 * container, or with bytes in its names that are no ASCII, or a moment that is no whole number.
 */
export function cutRows(bytes: Buffer): readonly Cut[] | undefined {
  return new Cutter(bytes).cut()
}

class Cutter {
  readonly #bytes: Buffer
  #at = 0
  #created = 0
  #names: readonly string[] = []
  #hasPorts = false

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  cut(): readonly Cut[] | undefined {
    const cuts: Cut[] = []
    this.#at = skipSpace(this.#bytes, 0)
    if (!this.#takes(openBracket)) return undefined
    if (this.#takes(closeBracket)) return this.#isAtEnd() ? cuts : undefined
    do {
      const start = this.#at
      if (!this.#cutRow()) return undefined
      const [created, names, hasPorts] = [this.#created, this.#names, this.#hasPorts]
      cuts.push({ start, end: this.#at, created, names, hasPorts })
      this.#at = skipSpace(this.#bytes, this.#at)
    } while (this.#takes(comma))
    return this.#takes(closeBracket) && this.#isAtEnd() ? cuts : undefined
  }

  #isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  /** Takes a byte and the space behind it, where it is the next one. */
  #takes(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false
    this.#at = skipSpace(this.#bytes, this.#at + 1)
    return true
  }

  /** Takes one object, not the space behind it. */
  #cutRow(): boolean {
    this.#created = 0
    this.#names = []
    this.#hasPorts = false
    if (!this.#takes(openBrace)) return false
    if (this.#bytes[this.#at] === closeBrace) return this.#move(this.#at + 1)
    do if (!this.#takeMember()) return false
    while (this.#takes(comma))
    return this.#bytes[this.#at] === closeBrace && this.#move(this.#at + 1)
  }

  #takeMember(): boolean {
    const start = this.#at
    if (!this.#move(plainStringEnd(this.#bytes, start))) return false
    const end = this.#at
    this.#at = skipSpace(this.#bytes, end)
    if (!this.#takes(colon)) return false
    const value = this.#at
    if (!this.#move(valueEnd(this.#bytes, value, deepest))) return false
    const isUsual = this.#look(start + 1, end - 1, value, this.#at)
    this.#at = skipSpace(this.#bytes, this.#at)
    return isUsual
  }

  /** Looks at a member that a merge needs; false where it is unusual. */
  #look(start: number, end: number, from: number, to: number): boolean {
    if (isKey(this.#bytes, start, end, keys.created)) {
      this.#created = Number(this.#bytes.toString('latin1', from, to))
      return Number.isInteger(this.#created)
    }
    if (isKey(this.#bytes, start, end, keys.names)) return this.#lookAtNames(from)
    if (isKey(this.#bytes, start, end, keys.ports)) this.#hasPorts = to - from > 2
    return true
  }

  #lookAtNames(from: number): boolean {
    const bytes = this.#bytes
    if (bytes[from] !== openBracket) return false
    const names: string[] = []
    let at = skipSpace(bytes, from + 1)
    while (bytes[at] !== closeBracket) {
      const end = plainStringEnd(bytes, at)
      if (end === nowhere) return false
      names.push(bytes.toString('latin1', at + 1, end - 1))
      at = skipSpace(bytes, end)
      if (bytes[at] === comma) at = skipSpace(bytes, at + 1)
    }
    this.#names = names
    return true
  }

  #move(to: number): boolean {
    if (to === nowhere) return false
    this.#at = to
    return true
  }
}

const keys = { created: Buffer.from('Created'), names: Buffer.from('Names'), ports: Buffer.from('Ports') }

function isKey(bytes: Buffer, start: number, end: number, key: Buffer): boolean {
  if (end - start !== key.length) return false
  for (let index = 0; index < key.length; index++) if (bytes[start + index] !== key[index]) return false
  return true
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  for (;;) {
    const byte = bytes[at]
    if (byte === undefined || byte > 0x20) return at
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at++
  }
}

/** The end of a value that begins here, `nowhere` for what is no JSON. */
function valueEnd(bytes: Buffer, from: number, depth: number): number {
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
function plainStringEnd(bytes: Buffer, from: number): number {
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
  return end <= bytes.length && isKey(bytes, from, end, word) ? end : nowhere
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
