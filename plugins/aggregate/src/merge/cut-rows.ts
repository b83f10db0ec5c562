import { isWord, nowhere, plainStringEnd, skipSpace, valueEnd } from './json-ends.js'

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
  /** Where the values of `Id`, `State`, `Status` and `Health` begin; `nowhere` for those that are not there. */
  readonly idAt: number
  readonly stateAt: number
  readonly statusAt: number
  readonly healthAt: number
}

const [comma, colon, openBrace, closeBrace, openBracket, closeBracket] = [0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d]

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
  #idAt = nowhere
  #stateAt = nowhere
  #statusAt = nowhere
  #healthAt = nowhere

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
      cuts.push(this.#cutFrom(start))
      this.#at = skipSpace(this.#bytes, this.#at)
    } while (this.#takes(comma))
    return this.#takes(closeBracket) && this.#isAtEnd() ? cuts : undefined
  }

  #cutFrom(start: number): Cut {
    return {
      start,
      end: this.#at,
      created: this.#created,
      names: this.#names,
      hasPorts: this.#hasPorts,
      idAt: this.#idAt,
      stateAt: this.#stateAt,
      statusAt: this.#statusAt,
      healthAt: this.#healthAt,
    }
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
    this.#idAt = this.#stateAt = this.#statusAt = this.#healthAt = nowhere
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
    if (isWord(this.#bytes, start, end, keys.created)) {
      this.#created = Number(this.#bytes.toString('latin1', from, to))
      return Number.isInteger(this.#created)
    }
    if (isWord(this.#bytes, start, end, keys.names)) return this.#lookAtNames(from)
    if (isWord(this.#bytes, start, end, keys.ports)) this.#hasPorts = to - from > 2
    else if (isWord(this.#bytes, start, end, keys.id)) this.#idAt = from
    else if (isWord(this.#bytes, start, end, keys.state)) this.#stateAt = from
    else if (isWord(this.#bytes, start, end, keys.status)) this.#statusAt = from
    else if (isWord(this.#bytes, start, end, keys.health)) this.#healthAt = from
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

const keys = {
  created: Buffer.from('Created'),
  names: Buffer.from('Names'),
  ports: Buffer.from('Ports'),
  id: Buffer.from('Id'),
  state: Buffer.from('State'),
  status: Buffer.from('Status'),
  health: Buffer.from('Health'),
}
