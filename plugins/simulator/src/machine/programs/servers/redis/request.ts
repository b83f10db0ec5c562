import { fromBytes, type ByteString } from '../../../byte-string.js'

/** As `proto-max-bulk-len` would be for a machine as small as these, and what Redis takes of a line and of words. */
const most = { bulk: 16 * 2 ** 20, line: 65_536, words: 1_048_576 }

/** What was sent that is no command; the connection ends after it. */
export class ProtocolError extends Error {}

/** Makes commands of the bytes of a connection: arrays of RESP, or words of a line. */
export class Requests {
  #text: ByteString = ''
  #at = 0
  #left = 0
  #words: ByteString[] = []

  /** How many bytes it keeps. */
  get size(): number {
    return this.#text.length - this.#at + this.#words.reduce((sum, word) => sum + word.length, 0)
  }

  take(bytes: Uint8Array): void {
    this.#text = this.#text.slice(this.#at) + fromBytes(bytes)
    this.#at = 0
  }

  /** The next command, as far as it is there. Throws `ProtocolError`. */
  next(): readonly ByteString[] | undefined {
    for (;;) {
      if (this.#left > 0) {
        const word = this.#bulk()
        if (word === undefined) return undefined
        this.#words.push(word)
        if (--this.#left > 0) continue
        const words = this.#words
        this.#words = []
        return words
      }
      const line = this.#line()
      if (line === undefined) return undefined
      if (!line.startsWith('*')) {
        const words = inlineWords(line)
        if (words === undefined) throw new ProtocolError('unbalanced quotes in request')
        if (words.length > 0) return words
        continue
      }
      const count = Number(line.slice(1))
      if (!Number.isInteger(count) || count > most.words) throw new ProtocolError('invalid multibulk length')
      this.#left = Math.max(0, count)
    }
  }

  #line(): ByteString | undefined {
    const end = this.#text.indexOf('\n', this.#at)
    if (end < 0) {
      if (this.#text.length - this.#at > most.line) throw new ProtocolError('too big inline request')
      return undefined
    }
    const line = this.#text.slice(this.#at, end).replace(/\r$/, '')
    this.#at = end + 1
    return line
  }

  #bulk(): ByteString | undefined {
    const before = this.#at
    const line = this.#line()
    if (line === undefined) return undefined
    if (!line.startsWith('$')) throw new ProtocolError(`expected '$', got '${line[0] ?? ' '}'`)
    const length = Number(line.slice(1))
    if (!Number.isInteger(length) || length < 0 || length > most.bulk) throw new ProtocolError('invalid bulk length')
    if (this.#text.length < this.#at + length + 2) {
      this.#at = before
      return undefined
    }
    const word = this.#text.slice(this.#at, this.#at + length)
    this.#at += length + 2
    return word
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }

/** The words of a line, in quotes where they have spaces (sdssplitargs); undefined where the quotes do not end. */
export function inlineWords(line: ByteString): readonly ByteString[] | undefined {
  const words: ByteString[] = []
  const pattern = /\s*(?:"((?:[^"\\]|\\[^])*)"(?=\s|$)|'((?:[^'\\]|\\[^])*)'(?=\s|$)|([^\s"']\S*))/y
  let end = 0
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    const [, double, single, plain] = match
    words.push(double !== undefined ? unescaped(double) : (single?.replace(/\\'/g, "'") ?? plain ?? ''))
    end = pattern.lastIndex
  }
  return line.slice(end).trim() === '' ? words : undefined
}

const unescaped = (text: ByteString): ByteString =>
  text.replace(/\\x([0-9a-fA-F]{2})|\\([^])/g, (_, hex: string | undefined, char = '') =>
    hex === undefined ? (escapes[char as string] ?? (char as string)) : String.fromCharCode(parseInt(hex, 16)),
  )
