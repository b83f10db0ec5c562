import type { ByteString } from '../../../byte-string.js'
import { escapeAt } from '../escapes.js'
import { AwkError } from './ast.js'

export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'call' | 'word' | 'builtin' | 'sign' | 'newline' | 'end'
  readonly text: ByteString
  readonly line: number
  /** Where it begins. */
  readonly at: number
}

const words = new Set(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf'.split(
    ' ',
  ),
)
const builtins = new Set(
  'length substr index split match sub gsub sprintf tolower toupper sin cos atan2 exp log sqrt int rand srand system close fflush systime strftime mktime and or xor lshift rshift compl'.split(
    ' ',
  ),
)
const signs = [
  '**=', '&&', '||', '++', '--', '+=', '-=', '*=', '/=', '%=', '^=', '**', '==', '<=', '>=', '!=', '!~', '>>',
  '{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/', '%', '^', '!', '<', '>', '|', '?', ':', '~', '$', '=',
] // prettier-ignore

/** Cuts a program into its tokens; a regular expression is asked for where one may be. */
export class Lexer {
  readonly #source: ByteString
  #at = 0
  #line = 1

  constructor(source: ByteString) {
    this.#source = source
  }

  next(): Token {
    this.#skipBlanks()
    const at = this.#at
    const line = this.#line
    const token = (kind: Token['kind'], text: ByteString): Token => ({ kind, text, line, at })
    const char = this.#source[at]
    if (char === undefined) return token('end', '')
    if (char === '\n') {
      this.#at++
      this.#line++
      return token('newline', '\n')
    }
    if (char === '"') return token('string', this.#string())
    const number = this.#take(/(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y)
    if (number !== '') return token('number', number)
    const name = this.#take(/[A-Za-z_]\w*/y)
    if (name !== '') return token(this.#kindOf(name), name)
    const sign = signs.find((sign) => this.#source.startsWith(sign, at))
    if (sign === undefined) throw new AwkError(`unexpected character '${char}'`, line)
    this.#at += sign.length
    return token('sign', sign)
  }

  /** Reads a regular expression whose `/` was taken for a division, by where that was. */
  regexFrom(at: number): ByteString {
    let source = ''
    let inBracket = false
    for (this.#at = at + 1; ; this.#at++) {
      const char = this.#source[this.#at]
      if (char === undefined || char === '\n') throw new AwkError('unterminated regex', this.#line)
      if (char === '/' && !inBracket) break
      if (char === '\\') {
        source += char + (this.#source[++this.#at] ?? '')
        continue
      }
      if (char === '[' && !inBracket) {
        const [open = '['] = /^\[\^?\]?/.exec(this.#source.slice(this.#at, this.#at + 3))!
        source += open
        this.#at += open.length - 1
        inBracket = this.#source.slice(this.#at).search(/\]/) > 0 && !/^[^\]\n]*\n/.test(this.#source.slice(this.#at))
        continue
      }
      if (char === ']') inBracket = false
      source += char
    }
    this.#at++
    return source
  }

  #kindOf(name: string): Token['kind'] {
    if (words.has(name)) return 'word'
    if (builtins.has(name)) return 'builtin'
    return this.#source[this.#at] === '(' ? 'call' : 'name'
  }

  #skipBlanks(): void {
    for (;;) {
      const skipped = this.#take(/[ \t\r]+|#[^\n]*|\\\r?\n/y)
      if (skipped === '') return
      if (skipped.startsWith('\\')) this.#line++
    }
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [found = ''] = pattern.exec(this.#source) ?? []
    this.#at += found.length
    return found
  }

  #string(): ByteString {
    let text = ''
    for (this.#at++; ;) {
      const char = this.#source[this.#at]
      if (char === undefined || char === '\n') throw new AwkError('unterminated string', this.#line)
      if (char === '"') break
      if (char !== '\\') {
        text += char
        this.#at++
        continue
      }
      if (this.#source[this.#at + 1] === '\n') {
        this.#at += 2
        this.#line++
        continue
      }
      const { value, length } = escapeAt(this.#source, this.#at, { octal: 'plain', stops: false, more: '"/' })
      text += length === 1 ? `\\${this.#source[this.#at + 1] ?? ''}` : value
      this.#at += Math.max(length, 2)
    }
    this.#at++
    return text
  }
}
