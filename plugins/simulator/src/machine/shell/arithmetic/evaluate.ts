import type { ByteString } from '../../byte-string.js'
import type { Dialect } from '../dialect.js'
import { readNumber } from './number.js'
import { assigning, calculate, precedence } from './operators.js'
import { tokenAt, type ArithmeticToken } from './tokens.js'

/** What an expression sees of the shell. */
export interface ArithmeticScope {
  readonly dialect: Dialect
  /** Undefined where it is not set. */
  get(name: ByteString, index: ByteString | undefined): ByteString | undefined
  set(name: ByteString, index: ByteString | undefined, value: ByteString): void
}

/** What is wrong with an expression. */
export class ArithmeticError extends Error {}

type Fault = 'operand' | 'operator' | 'zero' | 'exponent' | 'paren' | 'base' | 'colon' | 'lvalue' | 'depth' | 'invalid'

/** A place that may be assigned to. */
interface Place {
  readonly name: ByteString
  readonly index: ByteString | undefined
}

const deepest = 200

/** The value of an expression, with 64 bits; throws `ArithmeticError`. Nothing at all is 0. */
export const evaluate = (text: ByteString, scope: ArithmeticScope, depth = 0): bigint =>
  new Evaluation(text, scope, depth).run()

class Evaluation {
  readonly #text: ByteString
  readonly #scope: ArithmeticScope
  #depth: number
  #token: ArithmeticToken
  /** More than 0 where values do not matter, as behind `0 &&`. */
  #skipped = 0
  #end = 0
  #last: ArithmeticToken

  constructor(text: ByteString, scope: ArithmeticScope, depth: number) {
    this.#text = text
    this.#scope = scope
    this.#depth = depth
    this.#token = this.#last = this.#take(0)
  }

  run(): bigint {
    if (this.#token.kind === 'end') return 0n
    const value = this.#comma()
    if (!this.#isEnd())
      this.#fail(this.#isAssigning() ? 'lvalue' : this.#token.kind === 'other' ? 'invalid' : 'operator')
    return value
  }

  #isEnd(): boolean {
    return this.#token.kind === 'end'
  }
  #isAssigning(): boolean {
    return this.#token.kind === 'operator' && assigning.has(this.#token.text)
  }

  #take(from: number): ArithmeticToken {
    const token = tokenAt(this.#text, from)
    this.#end = token.at + token.text.length
    return token
  }
  #next(): void {
    this.#last = this.#token
    this.#token = this.#take(this.#end)
  }
  #is(operator: string): boolean {
    return this.#token.kind === 'operator' && this.#token.text === operator
  }
  #accept(operator: string): boolean {
    if (!this.#is(operator)) return false
    this.#next()
    return true
  }

  #comma(): bigint {
    let value = this.#assignment()
    while (this.#scope.dialect !== 'dash' && this.#accept(',')) value = this.#assignment()
    return value
  }

  #assignment(): bigint {
    if (++this.#depth > deepest) this.#fail('depth')
    const began = this.#token
    const place = began.kind === 'name' ? this.#tryPlace() : undefined
    let value: bigint
    if (place === undefined) value = this.#ternary()
    else {
      const operator = this.#token.text
      const before = this.#last
      this.#next()
      const given = this.#assignment()
      value = operator === '=' ? given : this.#calculate(operator.slice(0, -1), this.#valueOf(place, before), given)
      this.#store(place, value)
    }
    this.#depth--
    return value
  }

  /** A name, with its subscript, that an assignment follows; else nothing is read. */
  #tryPlace(): Place | undefined {
    const [token, end, last] = [this.#token, this.#end, this.#last]
    const place = this.#place()
    if (this.#isAssigning()) return place
    this.#token = token
    this.#end = end
    this.#last = last
    return undefined
  }

  #place(): Place {
    const name = this.#token.text
    if (this.#scope.dialect !== 'bash' || this.#text[this.#end] !== '[') {
      this.#next()
      return { name, index: undefined }
    }
    const from = this.#end + 1
    let at = from
    for (let open = 1; at < this.#text.length; at++) {
      if (this.#text[at] === '[') open++
      else if (this.#text[at] === ']' && --open === 0) break
    }
    this.#end = at + 1
    this.#next()
    return { name, index: this.#text.slice(from, at) }
  }

  #ternary(): bigint {
    const condition = this.#binary(1)
    if (!this.#accept('?')) return condition
    const yes = this.#skip(condition === 0n, () => this.#comma())
    if (!this.#accept(':')) this.#fail('colon')
    const no = this.#skip(condition !== 0n, () => this.#assignment())
    return condition === 0n ? no : yes
  }

  #skip(skipped: boolean, evaluate: () => bigint): bigint {
    if (skipped) this.#skipped++
    const value = evaluate()
    if (skipped) this.#skipped--
    return value
  }

  #binary(lowest: number): bigint {
    let left = this.#unary()
    for (;;) {
      const operator = this.#token.text
      const binds = this.#token.kind === 'operator' ? precedence[operator] : undefined
      if (binds === undefined || binds < lowest) return left
      if (operator === '**' && this.#scope.dialect === 'dash') this.#fail('operand')
      this.#next()
      const skipped = (operator === '&&' && left === 0n) || (operator === '||' && left !== 0n)
      const right = this.#skip(skipped, () => this.#binary(operator === '**' ? binds : binds + 1))
      if (operator === '&&') left = left !== 0n && right !== 0n ? 1n : 0n
      else if (operator === '||') left = left !== 0n || right !== 0n ? 1n : 0n
      else left = this.#calculate(operator, left, right)
    }
  }

  #calculate(operator: string, left: bigint, right: bigint): bigint {
    if (this.#skipped > 0) return 0n
    if (operator === '**' && right < 0n) this.#fail('exponent', this.#last)
    return calculate(operator, left, right) ?? this.#fail('zero', this.#last)
  }

  #unary(): bigint {
    if (++this.#depth > deepest) this.#fail('depth')
    const value = this.#prefixed()
    this.#depth--
    return value
  }

  #prefixed(): bigint {
    if (this.#is('++') || this.#is('--')) return this.#increment()
    if (this.#accept('-')) return BigInt.asIntN(64, -this.#unary())
    if (this.#accept('+')) return this.#unary()
    if (this.#accept('!')) return this.#unary() === 0n ? 1n : 0n
    if (this.#accept('~')) return ~this.#unary()
    return this.#primary()
  }

  #increment(): bigint {
    const operator = this.#token
    this.#next()
    const sign = operator.text === '++' ? 1n : -1n
    if (this.#token.kind !== 'name' || this.#scope.dialect === 'dash') {
      const value = this.#unary()
      return value
    }
    const at = this.#token
    const place = this.#place()
    const value = BigInt.asIntN(64, this.#valueOf(place, at) + sign)
    this.#store(place, value)
    return value
  }

  #primary(): bigint {
    const token = this.#token
    if (this.#accept('(')) {
      const value = this.#comma()
      if (!this.#accept(')')) this.#fail('paren')
      return value
    }
    if (token.kind === 'number') {
      this.#next()
      return readNumber(token.text) ?? this.#fail('base', token)
    }
    if (token.kind !== 'name') this.#fail('operand', token.kind === 'end' ? this.#last : token)
    const place = this.#place()
    const value = this.#valueOf(place, token)
    if (this.#scope.dialect !== 'dash' && (this.#is('++') || this.#is('--'))) {
      const sign = this.#is('++') ? 1n : -1n
      this.#next()
      this.#store(place, BigInt.asIntN(64, value + sign))
    }
    return value
  }

  #valueOf({ name, index }: Place, token: ArithmeticToken): bigint {
    if (this.#skipped > 0) return 0n
    const text = this.#scope.get(name, index)
    if (text === undefined || text === '') return 0n
    const simple = /^\s*-?[1-9]\d*\s*$/.test(text) ? BigInt(text.trim()) : readNumber(text)
    if (simple !== undefined) return BigInt.asIntN(64, simple)
    if (this.#scope.dialect === 'dash') throw new ArithmeticError(`Illegal number: ${text}`)
    if (this.#depth > deepest - 3) this.#fail('depth', token)
    return evaluate(text, this.#scope, this.#depth + 2)
  }

  #store({ name, index }: Place, value: bigint): void {
    if (this.#skipped === 0) this.#scope.set(name, index, String(value))
  }

  #fail(fault: Fault, token = this.#token): never {
    const { dialect } = this.#scope
    if (dialect === 'ash') throw new ArithmeticError(ashSentence(fault))
    const shown = this.#text
    if (dialect === 'dash') throw new ArithmeticError(`arithmetic expression: ${dashSentence(fault)}: "${shown}"`)
    if (fault === 'base')
      throw new ArithmeticError(`${token.text}: ${bashSentences.base} (error token is "${token.text}")`)
    const rest = this.#text.slice(token.at)
    throw new ArithmeticError(`${shown.trimStart()}: ${bashSentences[fault]} (error token is "${rest}")`)
  }
}

function ashSentence(fault: Fault): string {
  if (fault === 'zero') return 'divide by zero'
  if (fault === 'exponent') return 'exponent less than 0'
  return fault === 'depth' ? 'expression recursion loop detected' : 'arithmetic syntax error'
}

function dashSentence(fault: Fault): string {
  if (fault === 'zero') return 'division by zero'
  if (fault === 'operand') return 'expecting primary'
  if (fault === 'paren') return "expecting ')'"
  return fault === 'colon' ? "expecting ':'" : 'expecting EOF'
}

const bashSentences: Readonly<Record<Fault, string>> = {
  zero: 'division by 0',
  exponent: 'exponent less than 0',
  operand: 'syntax error: operand expected',
  operator: 'syntax error in expression',
  paren: "missing `)'",
  base: 'value too great for base',
  invalid: 'syntax error: invalid arithmetic operator',
  colon: "`:' expected for conditional expression",
  lvalue: 'attempted assignment to non-variable',
  depth: 'expression recursion level exceeded',
}
