import { fromBytes, type ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import type { Words } from '../options.js'
import { turn } from '../shared/turn.js'

/** That the input cannot be taken apart, in xargs' words. */
export class WrongInput extends Error {}

export interface Item {
  readonly text: ByteString
  /** Whether it is the last one of a line. */
  readonly endsLine: boolean
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\' } // prettier-ignore

/** What `-d` says. */
function delimiterOf(words: Words): string | undefined {
  if (words.has('0')) return '\0'
  const given = words.last('d')
  if (given === undefined) return undefined
  return given.startsWith('\\') ? (escapes[given[1] ?? ''] ?? given[1] ?? '') : (given[0] ?? '')
}

/** The longest argument that Linux takes (MAX_ARG_STRLEN). */
const longest = 128 * 1024

/** Reads the items of xargs' input as they come, byte by byte as POSIX has their quotes. */
export class Items {
  readonly #proc: Proc
  readonly #fd: number
  readonly #delimiter: string | undefined
  readonly #end: ByteString | undefined
  #text: ByteString = ''
  #at = 0
  #isOver = false

  constructor(proc: Proc, words: Words, fd: number) {
    this.#proc = proc
    this.#fd = fd
    this.#delimiter = delimiterOf(words)
    this.#end = words.last('E') ?? (words.last('e') || undefined)
  }

  /** The next item; undefined at the end. */
  async next(): Promise<Item | undefined> {
    const item = await (this.#delimiter === undefined ? this.#nextWord(/[ \t\n]/) : this.#nextUntil(this.#delimiter))
    return this.#checked(item)
  }

  /** The next line that is not blank, without what is blank in front, for `-I`. */
  async nextLine(): Promise<ByteString | undefined> {
    if (this.#delimiter !== undefined) return this.#checked(await this.#nextUntil(this.#delimiter))?.text
    if (this.#proc.flavor === 'gnu') return this.#checked(await this.#nextWord(/\n/))?.text
    for (;;) {
      const line = await this.#nextUntil('\n')
      if (line === undefined) return undefined
      const text = line.text.replace(/^[ \t]+/, '')
      if (text !== '') return this.#checked({ text, endsLine: true })?.text
    }
  }

  #checked(item: Item | undefined): Item | undefined {
    if (this.#isOver || item === undefined) return undefined
    this.#isOver = this.#delimiter === undefined && this.#end !== undefined && item.text === this.#end
    return this.#isOver ? undefined : item
  }

  async #nextUntil(delimiter: string): Promise<Item | undefined> {
    let text = ''
    for (let char = await this.#char(); char !== undefined; char = await this.#char()) {
      if (char === delimiter) return { text, endsLine: true }
      text += char
      if (text.length > longest) throw new WrongInput('argument line too long')
    }
    return text === '' ? undefined : { text, endsLine: true }
  }

  /** A word with its quotes taken off, up to what separates. */
  async #nextWord(separator: RegExp): Promise<Item | undefined> {
    let text: ByteString | undefined
    let quote: string | undefined
    for (let char = await this.#char(); char !== undefined; char = await this.#char()) {
      if ((text?.length ?? 0) > longest) throw new WrongInput('argument line too long')
      if (quote !== undefined) {
        if (char === quote) quote = undefined
        else if (char === '\n') throw this.#unmatched(quote)
        else text += char
      } else if (char === "'" || char === '"') {
        quote = char
        text ??= ''
      } else if (char === '\\') text = (text ?? '') + ((await this.#char()) ?? '')
      else if (separator.test(char)) {
        if (text !== undefined) return { text, endsLine: char === '\n' }
      } else if (text !== undefined || !/[ \t]/.test(char)) text = (text ?? '') + char
    }
    if (quote !== undefined) throw this.#unmatched(quote)
    return text === undefined ? undefined : { text, endsLine: true }
  }

  #unmatched(quote: string): WrongInput {
    if (this.#proc.flavor === 'busybox') return new WrongInput(`unmatched ${quote === "'" ? 'single' : 'double'} quote`)
    const kind = quote === "'" ? 'single' : 'double'
    return new WrongInput(
      `unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`,
    )
  }

  async #char(): Promise<string | undefined> {
    if (this.#at >= this.#text.length && !(await this.#fill())) return undefined
    return this.#text[this.#at++]
  }

  async #fill(): Promise<boolean> {
    await turn(this.#proc)
    const chunk = await this.#proc.read(this.#fd)
    if (chunk === null) return false
    this.#text = fromBytes(chunk)
    this.#at = 0
    return this.#text !== '' || this.#fill()
  }
}
