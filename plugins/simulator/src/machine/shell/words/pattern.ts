import type { ByteString } from '../../byte-string.js'
import { quotedBit, type Marked } from './marks.js'

/** One piece of a pattern. */
export type Token =
  | { readonly kind: 'byte'; readonly code: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'set'; readonly has: (code: number) => boolean }
  | { readonly kind: 'group'; readonly operator: string; readonly choices: readonly (readonly Token[])[] }

export interface PatternOptions {
  /** Bash's `?(a|b)` and the others. */
  readonly extended?: boolean
  readonly ignoreCase?: boolean
}

const any: Token = { kind: 'any' }
const star: Token = { kind: 'star' }
const fold = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code)

/** Reads a pattern (POSIX, XCU 2.14), where quoted bytes stand for themselves. */
export function readPattern(marked: Marked, options: PatternOptions = {}): readonly Token[] {
  return new Reader(marked, options).read()
}

/** Whether something in it is more than itself. */
export const isPattern = (tokens: readonly Token[]): boolean => tokens.some(({ kind }) => kind !== 'byte')

const unquoted = (unit: number): number => (unit & quotedBit ? -1 : unit & 0xff)

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/, alpha: /[A-Za-z]/, blank: /[ \t]/, cntrl: /[\0-\x1f\x7f]/, digit: /[0-9]/, graph: /[!-~]/,
  lower: /[a-z]/, print: /[ -~]/, punct: /[!-/:-@[-`{-~]/, space: /[ \t\n\v\f\r]/, upper: /[A-Z]/, xdigit: /[0-9A-Fa-f]/,
  word: /[A-Za-z0-9_]/,
} // prettier-ignore

class Reader {
  readonly #text: Marked
  readonly #options: PatternOptions
  #at = 0

  constructor(text: Marked, options: PatternOptions) {
    this.#text = text
    this.#options = options
  }

  read(closers: ReadonlySet<string> = new Set()): readonly Token[] {
    const tokens: Token[] = []
    while (this.#at < this.#text.length) {
      const unit = this.#text.charCodeAt(this.#at)
      const char = String.fromCharCode(unit)
      if (closers.has(char)) break
      const plain = unquoted(unit)
      const group = this.#options.extended === true ? this.#group() : undefined
      if (group !== undefined) tokens.push(group)
      else if (plain === 42) this.#push(tokens, star)
      else if (plain === 63) this.#push(tokens, any)
      else if (plain === 91) tokens.push(this.#set() ?? this.#byte())
      else if (plain === 92 && this.#at + 1 < this.#text.length) {
        this.#at++
        tokens.push(this.#byte())
      } else if (unit >= 0x400) this.#at++
      else tokens.push(this.#byte())
    }
    return tokens
  }

  #push(tokens: Token[], token: Token): void {
    this.#at++
    if (token !== star || tokens.at(-1) !== star) tokens.push(token)
  }

  #byte(): Token {
    const code = this.#text.charCodeAt(this.#at++) & 0xff
    if (this.#options.ignoreCase !== true) return { kind: 'byte', code }
    return { kind: 'set', has: (other) => fold(other) === fold(code) }
  }

  #group(): Token | undefined {
    const operator = this.#text[this.#at]!
    if (!'?*+@!'.includes(operator) || this.#text[this.#at + 1] !== '(') return undefined
    const from = this.#at
    this.#at += 2
    const closers = new Set('|)')
    const choices: (readonly Token[])[] = []
    for (;;) {
      choices.push(this.read(closers))
      const closer = this.#text[this.#at++]
      if (closer === ')') return { kind: 'group', operator, choices }
      if (closer === undefined) break
    }
    this.#at = from
    return undefined
  }

  /** A bracket expression; undefined, with nothing read, where it has no end. */
  #set(): Token | undefined {
    let at = this.#at + 1
    const negated = [33, 94].includes(unquoted(this.#text.charCodeAt(at)))
    if (negated) at++
    const tests: ((code: number) => boolean)[] = []
    for (let first = true; ; first = false) {
      if (at >= this.#text.length) return undefined
      const unit = this.#text.charCodeAt(at)
      const plain = unquoted(unit)
      if (plain === 93 && !first) break
      if (plain === 47) return undefined
      const named = plain === 91 ? /^\[:([a-z]+):\]/.exec(this.#text.slice(at, at + 12)) : null
      if (named !== null) {
        const test = classes[named[1]!]
        tests.push((code) => test?.test(String.fromCharCode(code)) ?? false)
        at += named[0].length
        continue
      }
      if (plain === 92 && at + 1 < this.#text.length) at++
      const low = this.#text.charCodeAt(at++) & 0xff
      const isRange = unquoted(this.#text.charCodeAt(at)) === 45 && unquoted(this.#text.charCodeAt(at + 1)) !== 93
      if (isRange && at + 1 < this.#text.length) {
        const high = this.#text.charCodeAt(at + 1) & 0xff
        tests.push((code) => code >= low && code <= high)
        at += 2
      } else tests.push((code) => code === low)
    }
    this.#at = at + 1
    const found = (code: number): boolean => tests.some((test) => test(code))
    if (this.#options.ignoreCase !== true) return { kind: 'set', has: (code) => found(code) !== negated }
    const upper = (code: number): number => (code >= 97 && code <= 122 ? code - 32 : code)
    return { kind: 'set', has: (code) => (found(fold(code)) || found(upper(code))) !== negated }
  }
}

/** The pattern of what is read backwards. */
export const reversed = (tokens: readonly Token[]): readonly Token[] =>
  tokens
    .toReversed()
    .map((token) => (token.kind === 'group' ? { ...token, choices: token.choices.map(reversed) } : token))

/** Whether all of a text matches. */
export function matches(tokens: readonly Token[], text: ByteString): boolean {
  if (tokens.some(({ kind }) => kind === 'group')) return endsOf(tokens, text, 0)[text.length] === 1
  let [token, at, starAt, from] = [0, 0, -1, 0]
  while (at < text.length) {
    const now = tokens[token]
    if (now?.kind === 'star') {
      starAt = token++
      from = at
    } else if (now !== undefined && takes(now, text.charCodeAt(at))) {
      token++
      at++
    } else if (starAt >= 0) {
      token = starAt + 1
      at = ++from
    } else return false
  }
  while (tokens[token]?.kind === 'star') token++
  return token === tokens.length
}

const takes = (token: Token, code: number): boolean => {
  if (token.kind === 'byte') return token.code === code
  return token.kind === 'any' || (token.kind === 'set' && token.has(code))
}

/** Where a match that begins at some place may end: 1 at each of these places. */
export function endsOf(tokens: readonly Token[], text: ByteString, from: number): Uint8Array {
  let places = new Uint8Array(text.length + 1)
  places[from] = 1
  for (const token of tokens) places = step(token, text, places)
  return places
}

function step(token: Token, text: ByteString, places: Uint8Array): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(places.length)
  if (token.kind === 'star') {
    const first = places.indexOf(1)
    return first < 0 ? next : next.fill(1, first)
  }
  if (token.kind === 'group') return stepGroup(token.operator, token.choices, text, places)
  for (let at = places.indexOf(1); at >= 0 && at < text.length; at = places.indexOf(1, at + 1)) {
    if (takes(token, text.charCodeAt(at))) next[at + 1] = 1
  }
  return next
}

function stepGroup(
  operator: string,
  choices: readonly (readonly Token[])[],
  text: ByteString,
  places: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const once = (from: Uint8Array): Uint8Array<ArrayBuffer> => {
    const next = new Uint8Array(from.length)
    for (const choice of choices) {
      let reached: Uint8Array = from
      for (const token of choice) reached = step(token, text, reached)
      unite(next, reached)
    }
    return next
  }
  if (operator === '@') return once(places)
  if (operator === '!') return butThose(once, places)
  const all = operator === '+' ? once(places) : new Uint8Array(places)
  if (operator === '?') {
    unite(all, once(places))
    return all
  }
  for (let added = true; added;) added = unite(all, once(all))
  return all
}

/** Ends of all that is none of the choices. */
function butThose(once: (from: Uint8Array) => Uint8Array<ArrayBuffer>, places: Uint8Array): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(places.length)
  for (let at = places.indexOf(1); at >= 0; at = places.indexOf(1, at + 1)) {
    const alone = new Uint8Array(places.length)
    alone[at] = 1
    const taken = once(alone)
    for (let end = at; end < places.length; end++) if (taken[end] === 0) next[end] = 1
  }
  return next
}

/** Returns whether something was added. */
function unite(into: Uint8Array, more: Uint8Array): boolean {
  let added = false
  for (let at = more.indexOf(1); at >= 0; at = more.indexOf(1, at + 1)) {
    if (into[at] === 1) continue
    into[at] = 1
    added = true
  }
  return added
}
