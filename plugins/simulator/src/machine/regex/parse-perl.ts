import { readBracket } from './bracket.js'
import { addAll, addOtherCase, classes, emptySet, inverted, wordSet, type ByteSet } from './byte-set.js'
import { RegexError, type Assertion, type RegexNode } from './node.js'
import type { Parsed } from './parse.js'

const shorthands: Readonly<Record<string, ByteSet>> = {
  d: classes.get('digit')!,
  w: wordSet,
  s: classes.get('space')!,
  h: classes.get('blank')!,
}
const assertions: Readonly<Record<string, Assertion>> = {
  b: 'word-edge',
  B: 'no-word-edge',
  A: 'text-start',
  z: 'text-end',
  Z: 'before-last-newline',
}
const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', a: '\x07', e: '\x1b' }
const anyButNewline: ByteSet = new Uint8Array(256).fill(1).map((_, byte) => (byte === 10 ? 0 : 1))

/** Reads what is usual of Perl's regular expressions (pcre2syntax(3)); throws `RegexError` for what is not. */
export const parsePerl = (source: string, { ignoreCase }: { readonly ignoreCase: boolean }): Parsed =>
  new Parser(source, ignoreCase).parse()

class Parser {
  readonly #source: string
  #ignoreCase: boolean
  #at = 0
  #groups = 0

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source
    this.#ignoreCase = ignoreCase
  }

  parse(): Parsed {
    const node = this.#choice()
    if (this.#at < this.#source.length) throw new RegexError('unmatched closing parenthesis')
    return { node, groups: this.#groups }
  }

  #takes(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #choice(): RegexNode {
    const items = [this.#sequence()]
    while (this.#takes('|')) items.push(this.#sequence())
    return items.length === 1 ? items[0]! : { kind: 'choice', items }
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = []
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at]!))
      items.push(this.#repeated(this.#atom()))
    return { kind: 'sequence', items }
  }

  #repeated(atom: RegexNode): RegexNode {
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})([?+]?)/.exec(this.#source.slice(this.#at))
    if (found === null) return atom
    const [whole, sign, first, comma, last, kind] = found
    this.#at += whole.length
    const least = sign === undefined ? Number(first) : sign === '+' ? 1 : 0
    const open = sign === undefined ? comma !== undefined && last === '' : sign !== '?'
    const most = open ? Infinity : sign === '?' ? 1 : comma === undefined ? least : Number(last)
    if (most < least || least > 65535) throw new RegexError('numbers out of order in {} quantifier')
    return this.#repeated({ kind: 'repeat', item: atom, least, most, lazy: kind === '?' })
  }

  #atom(): RegexNode {
    const char = this.#source[this.#at++]!
    if (char === '(') return this.#group()
    if (char === '[') return this.#bracket()
    if (char === '.') return { kind: 'set', set: anyButNewline }
    if (char === '^') return { kind: 'assertion', what: 'line-start' }
    if (char === '$') return { kind: 'assertion', what: 'before-last-newline' }
    if (char === '\\') return this.#escaped()
    if ('*+?'.includes(char)) throw new RegexError('quantifier does not follow a repeatable item')
    return this.#literal(char)
  }

  #group(): RegexNode {
    const look = /^\?(<?)([=!])/.exec(this.#source.slice(this.#at))
    if (look !== null) {
      this.#at += look[0].length
      return { kind: 'look', behind: look[1] === '<', negative: look[2] === '!', item: this.#closed() }
    }
    if (this.#takes('?i)')) {
      this.#ignoreCase = true
      return { kind: 'sequence', items: [] }
    }
    if (this.#takes('?:')) return this.#closed()
    const name = /^\?P?<\w+>/.exec(this.#source.slice(this.#at))
    if (name !== null) this.#at += name[0].length
    else if (this.#source[this.#at] === '?') throw new RegexError('unrecognized character after (? or (?-')
    const index = ++this.#groups
    return { kind: 'group', index, item: this.#closed() }
  }

  #closed(): RegexNode {
    const item = this.#choice()
    if (!this.#takes(')')) throw new RegexError('missing closing parenthesis')
    return item
  }

  /** As in POSIX, with the escapes of Perl. */
  #bracket(): RegexNode {
    const extra = emptySet()
    let plain = ''
    let at = this.#at
    if (this.#source[at] === '^') plain += this.#source[at++]
    for (let first = true; at < this.#source.length && (first || this.#source[at] !== ']'); first = false) {
      if (this.#source.startsWith('[:', at)) {
        const end = this.#source.indexOf(':]', at)
        if (end < 0) throw new RegexError('missing terminating ] for character class')
        plain += this.#source.slice(at, end + 2)
        at = end + 2
      } else if (this.#source[at] === '\\') {
        const char = this.#source[at + 1] ?? ''
        const set = setOf(char)
        if (set === undefined) plain += controls[char] ?? (char === ']' ? '[.].]' : char === '-' ? '[.-.]' : char)
        else addAll(extra, set)
        at += 2
      } else plain += this.#source[at++]
    }
    if (at >= this.#source.length) throw new RegexError('missing terminating ] for character class')
    this.#at = at + 1
    const negative = plain.startsWith('^')
    const inside = negative ? plain.slice(1) : plain
    const options = { ignoreCase: this.#ignoreCase, notNewline: false }
    const set = inside === '' ? emptySet() : readBracket(`${inside}]`, 0, options).set
    addAll(set, extra)
    return { kind: 'set', set: negative ? inverted(set) : set }
  }

  #escaped(): RegexNode {
    const char = this.#source[this.#at++]
    if (char === undefined) throw new RegexError('\\ at end of pattern')
    const set = setOf(char)
    if (set !== undefined) return { kind: 'set', set }
    if (char === 'K') return { kind: 'keep' }
    const what = assertions[char]
    if (what !== undefined) return { kind: 'assertion', what }
    if (/[1-9]/.test(char)) return { kind: 'reference', index: Number(char) }
    const hex = char === 'x' ? /^(?:\{([0-9a-f]+)\}|([0-9a-f]{1,2}))/i.exec(this.#source.slice(this.#at)) : null
    if (hex !== null) {
      this.#at += hex[0].length
      return this.#literal(String.fromCharCode(parseInt(hex[1] ?? hex[2]!, 16) & 255))
    }
    return this.#literal(controls[char] ?? char)
  }

  #literal(char: string): RegexNode {
    const set = emptySet()
    set[char.charCodeAt(0)] = 1
    if (this.#ignoreCase) addOtherCase(set)
    return { kind: 'set', set }
  }
}

function setOf(char: string): ByteSet | undefined {
  const known = shorthands[char]
  if (known !== undefined) return known
  const lower = shorthands[char.toLowerCase()]
  return lower === undefined ? undefined : inverted(lower)
}
