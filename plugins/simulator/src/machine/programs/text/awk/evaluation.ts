import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { AwkError, type Expression, type Target } from './ast.js'
import { callBuiltin } from './builtins.js'
import { getline } from './getline.js'
import { arithmetic, compare } from './operators.js'
import { CurrentRecord } from './record.js'
import type { RecordEnd } from './records.js'
import type { Runtime } from './runtime.js'
import { Regexes, splitText } from './splitter.js'
import { Streams } from './streams.js'
import { isTrue, toNumber, type Value } from './values.js'
import { scalarOf, Variables } from './variables.js'
import { wait, type Waiting } from './waiting.js'

/** Evaluates the expressions of a program; how its functions are called is the matter of who runs its statements. */
export abstract class Evaluation extends Variables implements Runtime {
  readonly streams: Streams
  readonly regexes: Regexes
  readonly record: CurrentRecord
  /** Gives the next record of the input; set by who reads it. */
  readMain: () => Promise<ByteString | undefined> = async () => undefined

  constructor(proc: Proc) {
    super(proc)
    this.streams = new Streams(proc)
    this.regexes = new Regexes(proc.flavor)
    const split = (text: ByteString): Waiting<ByteString[]> => this.split(text, this.text('FS'))
    this.record = new CurrentRecord(split, (fields) => fields.map((field) => this.textOf(field)).join(this.text('OFS')))
  }

  /** Calls a function of the program. */
  protected abstract call(name: string, args: readonly Expression[]): Waiting<Value>

  *split(text: ByteString, separator: ByteString): Waiting<ByteString[]> {
    const newlines = separator !== ' ' && this.text('RS') === ''
    return yield* splitText(text, separator, { regexes: this.regexes, turns: this.proc, newlines })
  }

  *key(keys: readonly Expression[]): Waiting<ByteString> {
    let key = this.textOf(yield* this.evaluate(keys[0]!))
    for (const more of keys.slice(1)) key += this.text('SUBSEP') + this.textOf(yield* this.evaluate(more))
    return key
  }

  *evaluate(expression: Expression): Waiting<Value> {
    switch (expression.kind) {
      case 'number':
      case 'string':
        return expression.value
      case 'global':
        if (expression.name === 'NF') return yield* this.record.count()
        return scalarOf(this.globals.get(expression.name), expression.name)
      case 'local':
        return scalarOf(this.locals[expression.index], 'parameter')
      case 'field':
        return yield* this.#field(expression.index)
      case 'element':
        return yield* this.#element(expression)
      case 'regex':
        return (yield* this.matches(this.record.text, expression.source)) ? 1 : 0
      case 'match': {
        const text = this.textOf(yield* this.evaluate(expression.text))
        const source = yield* this.pattern(expression.pattern)
        return (yield* this.matches(text, source)) !== expression.negative ? 1 : 0
      }
      case 'and':
        return isTrue(yield* this.evaluate(expression.left)) && isTrue(yield* this.evaluate(expression.right)) ? 1 : 0
      case 'or':
        return isTrue(yield* this.evaluate(expression.left)) || isTrue(yield* this.evaluate(expression.right)) ? 1 : 0
      case 'concat':
        return yield* this.#concat(expression.left, expression.right)
      case 'arithmetic': {
        const left = toNumber(yield* this.evaluate(expression.left))
        return arithmetic(this.proc, expression.operator, left, toNumber(yield* this.evaluate(expression.right)))
      }
      case 'compare': {
        const left = yield* this.evaluate(expression.left)
        return compare(expression.operator, left, yield* this.evaluate(expression.right), this.text('CONVFMT'))
      }
      case 'unary': {
        const operand = yield* this.evaluate(expression.operand)
        if (expression.operator === '!') return isTrue(operand) ? 0 : 1
        return expression.operator === '-' ? -toNumber(operand) : toNumber(operand)
      }
      case 'choice':
        return yield* this.evaluate(
          isTrue(yield* this.evaluate(expression.condition)) ? expression.then : expression.otherwise,
        )
      case 'assign':
        return yield* this.#assign(expression)
      case 'step': {
        const old = toNumber(yield* this.evaluate(expression.target))
        yield* this.store(expression.target, old + expression.by)
        return expression.before ? old + expression.by : old
      }
      case 'in':
        return this.array(expression.array).has(yield* this.key(expression.keys)) ? 1 : 0
      case 'list':
        return yield* this.key(expression.items)
      case 'call':
        return yield* this.call(expression.name, expression.args)
      case 'builtin':
        return yield* callBuiltin(this, expression.name, expression.args)
      case 'getline':
        return yield* getline(this, expression)
    }
  }

  *#field(index: Expression): Waiting<Value> {
    const number = Math.trunc(toNumber(yield* this.evaluate(index)))
    if (number < 0) throw new AwkError('Access to negative field', -1)
    return yield* this.record.get(number)
  }

  *#element({ array, keys }: Extract<Target, { kind: 'element' }>): Waiting<Value> {
    const key = yield* this.key(keys)
    const elements = this.array(array)
    const value = elements.get(key)
    if (value === undefined && !elements.has(key)) this.put(elements, key, undefined)
    return value
  }

  /** The regular expression that an expression is written as. */
  *pattern(expression: Expression): Waiting<ByteString> {
    return expression.kind === 'regex' ? expression.source : this.textOf(yield* this.evaluate(expression))
  }

  *matches(text: ByteString, source: ByteString): Waiting<boolean> {
    return yield* wait(this.regexes.get(source).test(text, this.proc))
  }

  *#concat(left: Expression, right: Expression): Waiting<Value> {
    const text = this.textOf(yield* this.evaluate(left)) + this.textOf(yield* this.evaluate(right))
    // What is as long is counted, so that it cannot grow without end.
    if (text.length > 65536) {
      this.proc.grow(text.length)
      this.proc.shrink(text.length)
    }
    return text
  }

  *#assign({ operator, target, value }: Extract<Expression, { kind: 'assign' }>): Waiting<Value> {
    const given = yield* this.evaluate(value)
    if (operator === '') {
      yield* this.store(target, given)
      return given
    }
    const before = toNumber(yield* this.evaluate(target))
    const result = arithmetic(this.proc, operator, before, toNumber(given))
    yield* this.store(target, result)
    return result
  }

  *store(target: Target, value: Value): Waiting<void> {
    switch (target.kind) {
      case 'global':
        if (target.name === 'NF') yield* this.record.setCount(toNumber(value))
        else this.globals.set(target.name, value)
        return
      case 'local':
        this.locals[target.index] = value
        return
      case 'field': {
        const index = Math.trunc(toNumber(yield* this.evaluate(target.index)))
        if (index < 0) throw new AwkError('Access to negative field', -1)
        if (index === 0) this.record.set(value, this.textOf(value))
        else yield* this.record.setField(index, value)
        return
      }
      case 'element':
        this.put(this.array(target.array), yield* this.key(target.keys), value)
    }
  }

  /** What ends a record now. */
  recordEnd(): RecordEnd {
    const text = this.text('RS')
    return { text, regex: text.length > 1 ? this.regexes.get(text) : undefined }
  }
}
