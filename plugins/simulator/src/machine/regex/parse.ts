import { readBracket } from './bracket.js'
import { classes, emptySet, inverted, addOtherCase, wordSet, type ByteSet } from './byte-set.js'
import { RegexError, type Assertion, type RegexNode } from './node.js'

export interface Syntax {
  /** ERE; BRE without. Both with GNU's additions: `\|`, `\+`, `\?`, `\w`, `\<` and so on. */
  readonly extended?: boolean
  readonly ignoreCase?: boolean
  /** `^` and `$` are at each newline, which neither `.` nor `[^a]` is. */
  readonly byLine?: boolean
  /** What starts with an operator has it for itself, and an open brace that is no count too: as grep reads an ERE. */
  readonly lenient?: boolean
}

export interface Parsed {
  readonly node: RegexNode
  readonly groups: number
}

// RE_DUP_MAX of glibc.
const mostRepeats = 32767
const everything: ByteSet = new Uint8Array(256).fill(1)
const badRepeat = 'Invalid preceding regular expression'

const assertions: Readonly<Record<string, Assertion>> = {
  '<': 'word-start',
  '>': 'word-end',
  b: 'word-edge',
  B: 'no-word-edge',
  '`': 'text-start',
  "'": 'text-end',
}
const shorthands: ReadonlyMap<string, ByteSet> = new Map([
  ['w', wordSet],
  ['W', inverted(wordSet)],
  ['s', classes.get('space')!],
  ['S', inverted(classes.get('space')!)],
])

/** Reads a basic or extended regular expression (XBD 9); throws `RegexError`. */
export const parseRegex = (source: string, syntax: Syntax = {}): Parsed => new Parser(source, syntax).parse()

class Parser {
  readonly #source: string
  readonly #extended: boolean
  readonly #ignoreCase: boolean
  readonly #byLine: boolean
  readonly #lenient: boolean
  #at = 0
  #groups = 0
  #depth = 0
  readonly #closed = new Set<number>()

  constructor(source: string, { extended = false, ignoreCase = false, byLine = false, lenient = false }: Syntax) {
    this.#source = source
    this.#extended = extended
    this.#ignoreCase = ignoreCase
    this.#byLine = byLine
    this.#lenient = lenient
  }

  parse(): Parsed {
    const node = this.#choice()
    if (this.#at < this.#source.length) throw new RegexError('Unmatched ) or \\)')
    return { node, groups: this.#groups }
  }

  /** Whether an operator is here: bare in ERE, with a backslash in BRE. */
  #sees(operator: string): boolean {
    return this.#source.startsWith(this.#extended ? operator : `\\${operator}`, this.#at)
  }
  #takes(operator: string): boolean {
    if (!this.#sees(operator)) return false
    this.#at += this.#extended ? 1 : 2
    return true
  }

  #choice(): RegexNode {
    const items = [this.#sequence()]
    while (this.#takes('|')) items.push(this.#sequence())
    return items.length === 1 ? items[0]! : { kind: 'choice', items }
  }

  #closes(): boolean {
    return this.#sees(')') && (this.#depth > 0 || !this.#extended)
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = []
    while (this.#at < this.#source.length && !this.#sees('|') && !this.#closes()) {
      const atom = this.#atom(items.length === 0)
      if (atom === undefined) continue
      items.push(this.#repeated(atom))
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items }
  }

  /** Undefined for an operator without anything that it is of. */
  #atom(first: boolean): RegexNode | undefined {
    const char = this.#source[this.#at]!
    if (this.#takes('(')) return this.#group()
    if (this.#isRepeat(char) && (first || this.#extended)) return this.#misplaced(char)
    if (this.#takesAnchor(char, first)) {
      return { kind: 'assertion', what: char === '^' ? 'line-start' : 'line-end' }
    }
    this.#at++
    if (char === '.') return this.#set(this.#byLine ? withoutNewline : everything)
    if (char === '[') return this.#bracket()
    if (char !== '\\') return this.#literal(char)
    return this.#escaped()
  }

  #isRepeat(char: string): boolean {
    return char === '*' || (this.#extended && (char === '+' || char === '?')) || this.#sees('{')
  }

  /** A `*` that begins a BRE is itself; ERE has no such (RE_CONTEXT_INVALID_OPS), but for those who are lenient. */
  #misplaced(char: string): RegexNode | undefined {
    if (!this.#extended && char === '*') {
      this.#at++
      return this.#literal('*')
    }
    if (!this.#lenient) throw new RegexError(badRepeat)
    if (this.#sees('{')) {
      if (this.#extended && this.#readCount() === undefined) {
        this.#at++
        return this.#literal('{')
      }
      if (!this.#extended) throw new RegexError(badRepeat)
      return undefined
    }
    this.#at++
    return undefined
  }

  #takesAnchor(char: string, first: boolean): boolean {
    if (char === '^' ? !this.#extended && !first : char !== '$' || !(this.#extended || this.#endsHere())) return false
    this.#at++
    return true
  }
  #endsHere(): boolean {
    const rest = this.#source.slice(this.#at + 1, this.#at + 3)
    return rest === '' || rest === '\\)' || rest === '\\|'
  }

  #group(): RegexNode {
    if (++this.#depth > 250) throw new RegexError('Regular expression too big')
    const index = ++this.#groups
    const item = this.#choice()
    if (!this.#takes(')')) throw new RegexError('Unmatched ( or \\(')
    this.#depth--
    this.#closed.add(index)
    return { kind: 'group', index, item }
  }

  #bracket(): RegexNode {
    const options = { ignoreCase: this.#ignoreCase, notNewline: this.#byLine }
    const { set, end } = readBracket(this.#source, this.#at, options)
    this.#at = end
    return this.#set(set)
  }

  #escaped(): RegexNode {
    const char = this.#source[this.#at]
    if (char === undefined) throw new RegexError('Trailing backslash')
    this.#at++
    if (/[1-9]/.test(char)) {
      if (!this.#closed.has(Number(char))) throw new RegexError('Invalid back reference')
      return { kind: 'reference', index: Number(char) }
    }
    const shorthand = shorthands.get(char)
    if (shorthand !== undefined) return this.#set(shorthand)
    const what = assertions[char]
    return what === undefined ? this.#literal(char) : { kind: 'assertion', what }
  }

  #set(set: ByteSet): RegexNode {
    return { kind: 'set', set }
  }

  #literal(char: string): RegexNode {
    const set = emptySet()
    set[char.charCodeAt(0)] = 1
    if (this.#ignoreCase) addOtherCase(set)
    return { kind: 'set', set }
  }

  #repeated(atom: RegexNode): RegexNode {
    let item = atom
    for (;;) {
      const count = this.#readRepeat()
      if (count === undefined) return item
      if (!(this.#extended || item.kind !== 'assertion' || item.what !== 'line-start')) {
        // A `*` behind the `^` of a BRE is itself.
        return { kind: 'sequence', items: [item, this.#repeated(this.#literal('*'))] }
      }
      item = { kind: 'repeat', item, ...count, lazy: false }
    }
  }

  #readRepeat(): { readonly least: number; readonly most: number } | undefined {
    const char = this.#source[this.#at]
    if (char === '*') {
      this.#at++
      return { least: 0, most: Infinity }
    }
    if (this.#takes('+')) return { least: 1, most: Infinity }
    if (this.#takes('?')) return { least: 0, most: 1 }
    return this.#sees('{') ? this.#readCount() : undefined
  }

  /** Undefined for what is no count where that is allowed. */
  #readCount(): { readonly least: number; readonly most: number } | undefined {
    const open = this.#extended ? 1 : 2
    const rest = this.#source.slice(this.#at + open, this.#at + open + 24)
    const found = (this.#extended ? /^(\d*)(,?)(\d*)\}/ : /^(\d*)(,?)(\d*)\\\}/).exec(rest)
    if (found === null || (found[1] === '' && found[2] === '')) {
      if (this.#lenient && this.#extended) return undefined
      const unclosed = /^[\d,]*$/.test(rest) || (!this.#extended && !rest.includes('\\}'))
      throw new RegexError(unclosed ? 'Unmatched \\{' : 'Invalid content of \\{\\}')
    }
    const [whole, first = '', comma, last = ''] = found
    this.#at += open + whole.length
    const least = Number(first)
    const most = comma === '' ? least : last === '' ? Infinity : Number(last)
    if (most < least) throw new RegexError('Invalid content of \\{\\}')
    if (least > mostRepeats || (most > mostRepeats && most !== Infinity)) {
      throw new RegexError('Regular expression too big')
    }
    return { least, most }
  }
}

const withoutNewline: ByteSet = everything.map((has, byte) => (byte === 10 ? 0 : has))
