import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { Regex, groupOf } from '../../regex/regex.js'
import { RegexError } from '../../regex/node.js'
import { complain } from '../complain.js'
import { quoted } from '../shared/quote.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

/** That an expression is wrong, in expr's words. */
class ExprError extends Error {}

const usage: Usage = { short: '', usage: 'EXPRESSION', wrong: { gnu: 2 } }

/** Shows the value of an expression. */
export const expr: Program = async (proc) => {
  const words = proc.argv.slice(1)
  if (words.length === 1 && proc.flavor === 'gnu' && /^--(help|version)$/.test(words[0]!))
    return wordsOf(proc, usage) as number
  if (words[0] === '--' && proc.flavor === 'gnu') words.shift()
  if (words.length === 0) {
    if (proc.flavor === 'gnu') return refuse(proc, usage, 'missing operand')
    await complain(proc, 'too few arguments')
    return 2
  }
  try {
    const value = await new Evaluation(proc, words).value()
    await proc.write(1, `${value}\n`)
    return isNull(value) ? 1 : 0
  } catch (thrown) {
    if (!(thrown instanceof ExprError || thrown instanceof RegexError)) throw thrown
    await complain(proc, thrown.message)
    return 2
  }
}

const isInteger = (text: ByteString): boolean => /^-?\d+$/.test(text)
const isNull = (text: ByteString): boolean => text === '' || /^-?0+$/.test(text)

const levels: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
]

class Evaluation {
  readonly #proc: Proc
  readonly #words: readonly ByteString[]
  readonly #gnu: boolean
  #at = 0

  constructor(proc: Proc, words: readonly ByteString[]) {
    this.#proc = proc
    this.#words = words
    this.#gnu = proc.flavor === 'gnu'
  }

  async value(): Promise<ByteString> {
    const value = await this.#level(0)
    const left = this.#words[this.#at]
    if (left !== undefined) throw this.#wrong(`unexpected argument ${quoted(left)}`)
    return value
  }

  #wrong(why: string): ExprError {
    return new ExprError(this.#gnu ? `syntax error: ${why}` : 'syntax error')
  }

  async #level(level: number): Promise<ByteString> {
    const operators = levels[level]
    if (operators === undefined) return this.#primary()
    let left = await this.#level(level + 1)
    for (
      let operator = this.#words[this.#at];
      operator !== undefined && operators.includes(operator);
      operator = this.#words[this.#at]
    ) {
      this.#at++
      left = await this.#apply(left, operator, await this.#level(level + 1))
    }
    return left
  }

  async #apply(left: ByteString, operator: string, right: ByteString): Promise<ByteString> {
    switch (operator) {
      case '|':
        return isNull(left) ? (isNull(right) && this.#gnu ? '0' : right) : left
      case '&':
        return isNull(left) || isNull(right) ? '0' : left
      case ':':
        return this.#match(left, right)
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return this.#calculate(left, operator, right)
      default:
        return compare(left, operator, right) ? '1' : '0'
    }
  }

  #calculate(left: ByteString, operator: string, right: ByteString): ByteString {
    if (!isInteger(left) || !isInteger(right))
      throw new ExprError(this.#gnu ? 'non-integer argument' : 'non-numeric argument')
    // GNU's has numbers of any length; busybox' wrap, and are the greatest where they are read.
    if (left.length + right.length > 10_000) throw new ExprError('Numerical result out of range')
    const [one, other] = [left, right].map((text) => (this.#gnu ? BigInt(text) : clamped(BigInt(text)))) as [
      bigint,
      bigint,
    ]
    if ((operator === '/' || operator === '%') && other === 0n) throw new ExprError('division by zero')
    const result =
      operator === '+'
        ? one + other
        : operator === '-'
          ? one - other
          : operator === '*'
            ? one * other
            : operator === '/'
              ? one / other
              : one % other
    return String(this.#gnu ? result : BigInt.asIntN(64, result))
  }

  async #match(text: ByteString, pattern: ByteString): Promise<ByteString> {
    const regex = new Regex(`^\\(${pattern}\\)`.replace(/^\^\\\(\^/, '^\\('), {})
    const match = await regex.exec(text, this.#proc)
    const hasGroup = regex.groups > 1
    if (match === undefined || match.start !== 0) return hasGroup ? '' : '0'
    return hasGroup ? (groupOf(text, match, 2) ?? '') : String(match.end - match.start)
  }

  async #primary(): Promise<ByteString> {
    const word = this.#words[this.#at++]
    if (word === undefined) {
      const before = this.#words.at(-1) ?? ''
      throw this.#wrong(`missing argument after ${quoted(before)}`)
    }
    if (word === '(') {
      const value = await this.#level(0)
      const next = this.#words[this.#at++]
      if (next === ')') return value
      throw this.#wrong(
        next === undefined
          ? `expecting ')' after ${quoted(this.#words.at(-1)!)}`
          : `expecting ')' instead of ${quoted(next)}`,
      )
    }
    if (word === ')') throw this.#wrong(`unexpected ')'`)
    if (word === '+' && this.#gnu) return this.#operand()
    if (word === 'quote' && !this.#gnu) return this.#operand()
    return this.#function(word)
  }

  #operand(): ByteString {
    const word = this.#words[this.#at++]
    if (word === undefined) throw this.#wrong(`missing argument after ${quoted(this.#words.at(-1) ?? '')}`)
    return word
  }

  async #function(word: ByteString): Promise<ByteString> {
    const last = levels.length
    if (!['match', 'substr', 'index', 'length'].includes(word)) return word
    const first = await this.#level(last)
    if (word === 'length') return String(first.length)
    const second = await this.#level(last)
    if (word === 'match') return this.#match(first, second)
    if (word === 'index') return String([...first].findIndex((char) => second.includes(char)) + 1)
    const third = await this.#level(last)
    if (!isInteger(second) || !isInteger(third) || Number(second) < 1 || Number(third) < 1) return ''
    return first.slice(Number(second) - 1, Number(second) - 1 + Number(third))
  }
}

const greatest = 2n ** 63n - 1n
const clamped = (value: bigint): bigint =>
  value > greatest ? greatest : value < -greatest - 1n ? -greatest - 1n : value

function compare(left: ByteString, operator: string, right: ByteString): boolean {
  const numbers = isInteger(left) && isInteger(right) && left.length + right.length < 10_000
  const order = numbers ? Number(BigInt(left) - BigInt(right)) : left < right ? -1 : left > right ? 1 : 0
  switch (operator) {
    case '<': return order < 0
    case '<=': return order <= 0
    case '>': return order > 0
    case '>=': return order >= 0
    case '!=': return order !== 0
    default: return order === 0
  } // prettier-ignore
}
