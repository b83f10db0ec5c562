import type { ByteString } from '../../byte-string.js'
import { complainAs } from '../complain.js'
import type { Shell } from '../shell.js'
import type { Run } from './builtin.js'
import { binary, isBinary, isNumeric, isUnary, unary, type TestScope } from './test-primary.js'

/** That an expression is none. */
class Wrong extends Error {}

/** `test` and `[`. */
export const test: Run = async (shell, words) => {
  const [name = 'test', ...rest] = words
  const isBracket = name === '[' || name === '[['
  const operands = isBracket ? rest.slice(0, -1) : rest
  try {
    const closer = name === '[[' ? ']]' : ']'
    if (isBracket && rest.at(-1) !== closer) throw new Wrong(missing(shell, closer))
    return new Expression(shell, operands).run() ? 0 : 1
  } catch (thrown) {
    if (!(thrown instanceof Wrong)) throw thrown
    await complainAs(shell, name, thrown.message)
    return 2
  }
}

const missing = ({ dialect }: Shell, closer: string): string =>
  dialect === 'bash' ? `missing \`${closer}'` : `missing ${closer}`

class Expression {
  readonly #shell: Shell
  readonly #words: readonly ByteString[]
  readonly #scope: TestScope
  #at = 0
  #depth = 0

  constructor(shell: Shell, words: readonly ByteString[]) {
    this.#shell = shell
    this.#words = words
    const { proc, variables } = shell
    const isSet = (name: ByteString): boolean => variables.get(name) !== undefined
    this.#scope = { proc, isSet, hasOption: (name) => shell.has(name) }
  }

  /** By the number of operands up to four (POSIX, XCU test), and by precedence from there. */
  run(): boolean {
    const known = this.#few(this.#words)
    if (known !== undefined) return known
    const value = this.#or()
    if (this.#at < this.#words.length) this.#unexpected(this.#words[this.#at]!)
    return value
  }

  #few(words: readonly ByteString[]): boolean | undefined {
    const [first = '', second = '', third = ''] = words
    switch (words.length) {
      case 0:
        return false
      case 1:
        return first !== ''
      case 2:
        if (first === '!') return second === ''
        if (isUnary(first)) return unary(this.#scope, first, second)
        return this.#notUnary(first, second)
      case 3:
        if (isBinary(second)) return this.#compare(second, first, third)
        if (second === '-a') return first !== '' && third !== ''
        if (second === '-o') return first !== '' || third !== ''
        if (first === '!') return !this.#few([second, third])!
        if (first === '(' && third === ')') return second !== ''
        return this.#shell.dialect === 'bash' ? this.#notBinary(second) : undefined
      case 4:
        if (first === '!') return !(this.#few(words.slice(1)) ?? false)
        if (first === '(' && words[3] === ')') return this.#few([second, third])
        return undefined
      default:
        return undefined
    }
  }

  #notUnary(first: ByteString, second: ByteString): never {
    const { dialect } = this.#shell
    if (dialect === 'bash') throw new Wrong(`${first}: unary operator expected`)
    if (isBinary(second)) throw new Wrong(`${second}: argument expected`)
    throw new Wrong(dialect === 'dash' ? `${first}: unexpected operator` : `${second}: unknown operand`)
  }
  #notBinary(word: ByteString): never {
    throw new Wrong(`${word}: binary operator expected`)
  }
  #unexpected(word: ByteString): never {
    const { dialect } = this.#shell
    if (dialect === 'bash') throw new Wrong('too many arguments')
    const before = this.#words[this.#at - 1] ?? word
    throw new Wrong(dialect === 'dash' ? `${before}: unexpected operator` : `${word}: unknown operand`)
  }

  #or(): boolean {
    if (++this.#depth > 500) throw new Wrong('too many arguments')
    let value = this.#and()
    while (this.#words[this.#at] === '-o') {
      this.#at++
      const other = this.#and()
      value ||= other
    }
    this.#depth--
    return value
  }

  #and(): boolean {
    let value = this.#not()
    while (this.#words[this.#at] === '-a') {
      this.#at++
      const other = this.#not()
      value &&= other
    }
    return value
  }

  #not(): boolean {
    let isNegated = false
    for (; this.#words[this.#at] === '!'; this.#at++) isNegated = !isNegated
    return this.#primary() !== isNegated
  }

  #primary(): boolean {
    const first = this.#words[this.#at]
    const second = this.#words[this.#at + 1]
    const third = this.#words[this.#at + 2]
    if (first === undefined) throw new Wrong('argument expected')
    if (second !== undefined && third !== undefined && isBinary(second)) {
      this.#at += 3
      return this.#compare(second, first, third)
    }
    if (first === '(') {
      this.#at++
      const value = this.#or()
      if (this.#words[this.#at++] !== ')')
        throw new Wrong(this.#shell.dialect === 'bash' ? "`)' expected" : 'closing paren expected')
      return value
    }
    if (isUnary(first) && second !== undefined) {
      this.#at += 2
      return unary(this.#scope, first, second)
    }
    this.#at++
    return first !== ''
  }

  #compare(operator: string, left: ByteString, right: ByteString): boolean {
    if (!isNumeric(operator)) return binary(this.#scope, operator, left, right)
    return binary(this.#scope, operator, this.#number(left), this.#number(right))
  }

  #number(text: ByteString): string {
    const { dialect } = this.#shell
    const trimmed = text.trim()
    if (/^[-+]?\d+$/.test(trimmed)) return trimmed.replace(/^\+/, '')
    if (dialect === 'bash') throw new Wrong(`${text}: integer expression expected`)
    if (dialect === 'dash') throw new Wrong(`Illegal number: ${text}`)
    throw new Wrong(`${text}: bad number`)
  }
}
