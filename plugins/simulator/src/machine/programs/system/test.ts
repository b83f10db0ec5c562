import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { lookAt } from '../shared/look.js'
import { quoted } from '../shared/quote.js'

/** That an expression is wrong, in test's words. */
class TestError extends Error {}

/** Says whether an expression holds: `test`, and `[` with a bracket at the end. */
export const test: Program = async (proc) => {
  const words = proc.argv.slice(1)
  const isBracket = /(^|\/)\[{1,2}$/.test(proc.argv[0] ?? '')
  const close = (proc.argv[0] ?? '').endsWith('[[') ? ']]' : ']'
  if (isBracket && words.pop() !== close) {
    await complain(proc, proc.flavor === 'gnu' ? `missing '${close}'` : `missing ${close}`)
    return 2
  }
  try {
    return new Condition(proc, words).holds() ? 0 : 1
  } catch (thrown) {
    if (!(thrown instanceof TestError)) throw thrown
    await complain(proc, thrown.message)
    return 2
  }
}

const kinds: Readonly<Record<string, string>> = { f: 'file', d: 'directory', p: 'fifo', c: 'character', S: 'socket' }
const binary = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])
const unary = /^-[bcdefghkprstuwxzLnSOGN]$/

class Condition {
  readonly #proc: Proc
  readonly #words: readonly ByteString[]
  #at = 0

  constructor(proc: Proc, words: readonly ByteString[]) {
    this.#proc = proc
    this.#words = words
  }

  /** With up to four words POSIX says what is what by their number. Throws `TestError`. */
  holds(): boolean {
    const words = this.#words
    if (words.length === 0) return false
    const short = this.#byNumber(words)
    if (short !== undefined) return short
    const value = this.#or()
    const left = this.#words[this.#at]
    if (left !== undefined) throw this.#extra(left)
    return value
  }

  #byNumber(words: readonly ByteString[]): boolean | undefined {
    const [first = '', second = '', third = ''] = words
    if (words.length === 1) return first !== ''
    if (words.length === 2) {
      if (first === '!') return second === ''
      if (unary.test(first)) return this.#unary(first, second)
      throw this.#missing(second)
    }
    if (words.length === 3) {
      if (binary.has(second)) return this.#binary(first, second, third)
      if (second === '-a') return first !== '' && third !== ''
      if (second === '-o') return first !== '' || third !== ''
      if (first === '!') return !this.#byNumber([second, third])!
      if (first === '(' && third === ')') return second !== ''
      throw new TestError(this.#gnu ? `${quoted(second)}: binary operator expected` : `${second}: unknown operand`)
    }
    if (words.length === 4 && first === '!') return !this.#byNumber(words.slice(1))!
    return undefined
  }

  get #gnu(): boolean {
    return this.#proc.flavor === 'gnu'
  }

  #missing(last: ByteString): TestError {
    if (this.#gnu) return new TestError(`missing argument after ${quoted(last)}`)
    return new TestError(
      last === '-a' || last === '-o' || binary.has(last) ? 'argument expected' : `${last}: unknown operand`,
    )
  }

  #extra(word: ByteString): TestError {
    return new TestError(this.#gnu ? `extra argument ${quoted(word)}` : `${word}: unknown operand`)
  }

  #or(): boolean {
    let value = this.#and()
    while (this.#words[this.#at] === '-o') {
      this.#at++
      value = this.#and() || value
    }
    return value
  }

  #and(): boolean {
    let value = this.#not()
    while (this.#words[this.#at] === '-a') {
      this.#at++
      value = this.#not() && value
    }
    return value
  }

  #not(): boolean {
    if (this.#words[this.#at] !== '!' || this.#at === this.#words.length - 1) return this.#primary()
    this.#at++
    return !this.#not()
  }

  #primary(): boolean {
    const word = this.#words[this.#at++]
    if (word === undefined)
      throw new TestError(this.#gnu ? `missing argument after ${quoted(this.#words.at(-1)!)}` : 'argument expected')
    const next = this.#words[this.#at]
    if (next !== undefined && binary.has(next)) {
      const right = this.#words[this.#at + 1]
      if (right === undefined)
        throw new TestError(this.#gnu ? `missing argument after ${quoted(next)}` : 'argument expected')
      this.#at += 2
      return this.#binary(word, next, right)
    }
    if (word === '(' && next !== undefined) {
      const value = this.#or()
      if (this.#words[this.#at++] !== ')') throw new TestError(this.#gnu ? `')' expected` : 'closing paren expected')
      return value
    }
    if (unary.test(word) && next !== undefined) {
      this.#at++
      return this.#unary(word, next)
    }
    return word !== ''
  }

  #unary(operator: ByteString, operand: ByteString): boolean {
    const letter = operator[1]!
    if (letter === 'z') return operand === ''
    if (letter === 'n') return operand !== ''
    if (letter === 't') return this.#proc.isTerminal(Number(this.#integer(operand)))
    if ('rwx'.includes(letter)) return this.#mayAccess(operand, { r: 4, w: 2, x: 1 }[letter as 'r' | 'w' | 'x'])
    const isLink = letter === 'L' || letter === 'h'
    const stat = operand === '' ? undefined : lookAt(this.#proc, operand, { follow: !isLink })
    if (stat === undefined) return false
    if (isLink) return stat.kind === 'symlink'
    if (kinds[letter] !== undefined) return stat.kind === kinds[letter]
    switch (letter) {
      case 'e': return true
      case 's': return stat.size > 0
      case 'u': return (stat.mode & 0o4000) !== 0
      case 'g': return (stat.mode & 0o2000) !== 0
      case 'k': return (stat.mode & 0o1000) !== 0
      case 'O': return stat.uid === this.#proc.uid
      case 'G': return stat.gid === this.#proc.gid
      case 'N': return stat.modified > stat.accessed
      default: return false
    } // prettier-ignore
  }

  #mayAccess(path: ByteString, bits: number): boolean {
    try {
      return this.#proc.host.files.mayAccess(path, bits, this.#proc.caller)
    } catch (thrown) {
      if (thrown instanceof Errno) return false
      throw thrown
    }
  }

  #binary(left: ByteString, operator: ByteString, right: ByteString): boolean {
    switch (operator) {
      case '=':
      case '==': return left === right
      case '!=': return left !== right
      case '<': return left < right
      case '>': return left > right
      case '-nt':
      case '-ot': return operator === '-nt' ? this.#isNewer(left, right) : this.#isNewer(right, left)
      case '-ef': return this.#isSame(left, right)
      default:
    } // prettier-ignore
    const [one, other] = [this.#integer(left), this.#integer(right)]
    switch (operator) {
      case '-eq': return one === other
      case '-ne': return one !== other
      case '-lt': return one < other
      case '-le': return one <= other
      case '-gt': return one > other
      default: return one >= other
    } // prettier-ignore
  }

  #integer(text: ByteString): bigint {
    const trimmed = text.trim()
    if (/^[+-]?\d{1,1000}$/.test(trimmed)) return BigInt(trimmed.replace(/^\+/, ''))
    throw new TestError(this.#gnu ? `invalid integer ${quoted(text)}` : `${text}: bad number`)
  }

  #isNewer(one: ByteString, other: ByteString): boolean {
    const [first, second] = [lookAt(this.#proc, one), lookAt(this.#proc, other)]
    return first !== undefined && (second === undefined || first.modified > second.modified)
  }

  #isSame(one: ByteString, other: ByteString): boolean {
    const [first, second] = [lookAt(this.#proc, one), lookAt(this.#proc, other)]
    return first !== undefined && first.inode === second?.inode && first.device === second.device
  }
}
