import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import {
  AwkError,
  type ArrayName,
  type AwkFunction,
  type AwkProgram,
  type Expression,
  type Rule,
  type Statement,
  type Target,
} from './ast.js'
import { callBuiltin } from './builtins.js'
import { getline } from './getline.js'
import { orderedKeys } from './order.js'
import { print } from './print.js'
import { CurrentRecord } from './record.js'
import type { RecordEnd } from './records.js'
import type { Runtime } from './runtime.js'
import { Regexes, splitText } from './splitter.js'
import { Streams } from './streams.js'
import { compareValues, isTrue, Read, toNumber, toText, type AwkArray, type Value } from './values.js'
import { settle, wait, type Waiting } from './waiting.js'

/** What leads out of a rule, from wherever. */
export class Jump extends Error {
  readonly to: 'next' | 'nextfile' | 'exit'

  constructor(to: Jump['to']) {
    super(to)
    this.to = to
  }
}

type Cell = Value | AwkArray
type Signal = 'break' | 'continue' | 'return' | undefined

const deepest = 10_000
// What is called within each other so often has a stack of its own: that of JavaScript has an end.
const callsPerStack = 100

/** Runs the rules of a program. */
export class Interpreter implements Runtime {
  readonly proc: Proc
  readonly streams: Streams
  readonly regexes: Regexes
  readonly globals = new Map<string, Cell>()
  readonly record: CurrentRecord
  /** Gives the next record of the input; set by who reads it. */
  readMain: () => Promise<ByteString | undefined> = async () => undefined
  exitCode = 0
  readonly #functions: ReadonlyMap<string, AwkFunction>
  #locals: Cell[] = []
  #depth = 0
  #returned: Value

  constructor(proc: Proc, program: AwkProgram) {
    this.proc = proc
    this.streams = new Streams(proc)
    this.regexes = new Regexes(proc.flavor)
    this.#functions = program.functions
    const split = (text: ByteString): Waiting<ByteString[]> => this.split(text, this.text('FS'))
    this.record = new CurrentRecord(split, (fields) => fields.map((field) => this.textOf(field)).join(this.text('OFS')))
    const initial = { FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', SUBSEP: '\x1c', CONVFMT: '%.6g', OFMT: '%.6g', NR: 0, FNR: 0, RSTART: 0, RLENGTH: -1, FILENAME: '' } // prettier-ignore
    for (const [name, value] of Object.entries(initial)) this.globals.set(name, value)
  }

  /** A special variable as text. */
  text(name: string): ByteString {
    return this.textOf(this.globals.get(name) as Value)
  }
  number(name: string): number {
    return toNumber(this.globals.get(name) as Value)
  }
  textOf(value: Value): ByteString {
    if (typeof value === 'string') return value
    return toText(
      value,
      typeof value === 'number' && !Number.isInteger(value) ? (this.globals.get('CONVFMT') as string) : '%.6g',
    )
  }

  *split(text: ByteString, separator: ByteString): Waiting<ByteString[]> {
    const newlines = separator !== ' ' && this.text('RS') === ''
    return yield* splitText(text, separator, { regexes: this.regexes, turns: this.proc, newlines })
  }

  /** Whether a rule is for the record. */
  *selects(rule: Rule): Waiting<boolean> {
    const { from, to } = rule
    if (from === undefined) return true
    if (to === undefined) return isTrue(yield* this.evaluate(from))
    if (!rule.active && !isTrue(yield* this.evaluate(from))) return false
    rule.active = !isTrue(yield* this.evaluate(to))
    return true
  }

  *act({ action }: Rule): Waiting<void> {
    // A jump may have left functions.
    this.#locals = []
    this.#depth = 0
    if (action !== undefined) yield* this.#execute(action)
    else yield* wait(this.streams.standard.print(this.record.text + this.text('ORS')))
  }

  *#execute(statement: Statement): Waiting<Signal> {
    const turn = this.proc.tick()
    if (turn !== undefined) yield turn
    switch (statement.kind) {
      case 'block':
        for (const inner of statement.body) {
          const signal = yield* this.#execute(inner)
          if (signal !== undefined) return signal
        }
        return undefined
      case 'expression':
        yield* this.evaluate(statement.expression)
        return undefined
      case 'print':
      case 'printf':
        yield* print(this, statement)
        return undefined
      case 'if': {
        const branch = isTrue(yield* this.evaluate(statement.condition)) ? statement.then : statement.otherwise
        return branch === undefined ? undefined : yield* this.#execute(branch)
      }
      case 'while':
        return yield* this.#loop(statement.condition, statement.body, undefined)
      case 'do': {
        const signal = yield* this.#execute(statement.body)
        if (signal === 'break') return undefined
        return signal === 'return' ? signal : yield* this.#loop(statement.condition, statement.body, undefined)
      }
      case 'for':
        if (statement.begin !== undefined) yield* this.#execute(statement.begin)
        return yield* this.#loop(statement.condition, statement.body, statement.step)
      case 'for-in':
        return yield* this.#forIn(statement)
      case 'delete':
        return yield* this.#delete(statement)
      case 'exit':
        if (statement.value !== undefined) this.exitCode = toNumber(yield* this.evaluate(statement.value)) & 255
        throw new Jump('exit')
      case 'return':
        this.#returned = statement.value === undefined ? undefined : yield* this.evaluate(statement.value)
        return 'return'
      case 'next':
      case 'nextfile':
        throw new Jump(statement.kind)
      case 'break':
      case 'continue':
        return statement.kind
    }
  }

  *#loop(condition: Expression | undefined, body: Statement, step: Statement | undefined): Waiting<Signal> {
    while (condition === undefined || isTrue(yield* this.evaluate(condition))) {
      const signal = yield* this.#execute(body)
      if (signal === 'break') return undefined
      if (signal === 'return') return signal
      if (step !== undefined) yield* this.#execute(step)
    }
    return undefined
  }

  *#forIn({ variable, array, body }: Extract<Statement, { kind: 'for-in' }>): Waiting<Signal> {
    const elements = this.array(array)
    for (const key of orderedKeys([...elements.keys()], this.proc.flavor)) {
      if (!elements.has(key)) continue
      yield* this.store(variable, new Read(key))
      const signal = yield* this.#execute(body)
      if (signal === 'break') return undefined
      if (signal === 'return') return signal
    }
    return undefined
  }

  *#delete({ array, keys }: Extract<Statement, { kind: 'delete' }>): Waiting<undefined> {
    const elements = this.array(array)
    if (keys === undefined) elements.clear()
    else elements.delete(yield* this.key(keys))
  }

  /** The array of a name, made where there is none. */
  array(name: ArrayName): AwkArray {
    const known = name.kind === 'global' ? this.globals.get(name.name) : this.#locals[name.index]
    if (known instanceof Map) return known
    if (known !== undefined) throw new AwkError('not an array', -1)
    const made: AwkArray = new Map()
    if (name.kind === 'global') this.globals.set(name.name, made)
    else this.#locals[name.index] = made
    return made
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
        return this.#scalar(this.globals.get(expression.name), expression.name)
      case 'local':
        return this.#scalar(this.#locals[expression.index], 'parameter')
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
        return this.#arithmetic(expression.operator, left, toNumber(yield* this.evaluate(expression.right)))
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
        return yield* this.#call(expression.name, expression.args)
      case 'builtin':
        return yield* callBuiltin(this, expression.name, expression.args)
      case 'getline':
        return yield* getline(this, expression)
    }
  }

  #scalar(cell: Cell, name: string): Value {
    if (cell instanceof Map) throw new AwkError(`${name} is an array`, -1)
    return cell
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

  /** Sets an element, whose memory is counted. */
  put(elements: AwkArray, key: ByteString, value: Value): void {
    const before = elements.get(key)
    if (before === undefined && !elements.has(key)) this.proc.grow(key.length + 64)
    const grown = lengthOf(value) - lengthOf(before)
    if (grown !== 0) this.proc.grow(grown)
    elements.set(key, value)
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

  #arithmetic(operator: string, left: number, right: number): number {
    switch (operator) {
      case '+':
        return left + right
      case '-':
        return left - right
      case '*':
        return left * right
      case '^':
      case '**':
        return left ** right
    }
    if (right === 0 && this.proc.flavor === 'busybox') throw new AwkError('Division by zero', -1)
    return operator === '/' ? left / right : left % right
  }

  *#assign({ operator, target, value }: Extract<Expression, { kind: 'assign' }>): Waiting<Value> {
    const given = yield* this.evaluate(value)
    if (operator === '') {
      yield* this.store(target, given)
      return given
    }
    const before = toNumber(yield* this.evaluate(target))
    const result = this.#arithmetic(operator, before, toNumber(given))
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
        this.#locals[target.index] = value
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

  *#call(name: string, args: readonly Expression[]): Waiting<Value> {
    const called = this.#functions.get(name)!
    if (++this.#depth > deepest) throw new AwkError(`function call nesting too deep`, -1)
    const cells: Cell[] = []
    for (const arg of args) cells.push(yield* this.#argument(arg))
    cells.length = called.parameters.length
    const before = this.#locals
    this.#locals = cells
    this.#returned = undefined
    if (this.#depth % callsPerStack > 0) yield* this.#execute(called.body)
    else yield Promise.resolve().then(() => settle(this.#execute(called.body)))
    const result = this.#returned
    this.#returned = undefined
    this.#locals = before
    this.#depth--
    for (const [index, arg] of args.entries()) this.#handBack(arg, cells[index])
    return result
  }

  *#argument(arg: Expression): Waiting<Cell> {
    if (arg.kind === 'global' && arg.name !== 'NF') return this.globals.get(arg.name)
    return arg.kind === 'local' ? this.#locals[arg.index] : yield* this.evaluate(arg)
  }

  /** What was nothing yet may have become an array. */
  #handBack(arg: Expression, cell: Cell): void {
    if (!(cell instanceof Map)) return
    if (arg.kind === 'global') this.globals.set(arg.name, cell)
    if (arg.kind === 'local') this.#locals[arg.index] = cell
  }

  /** What ends a record now. */
  recordEnd(): RecordEnd {
    const text = this.text('RS')
    return { text, regex: text.length > 1 ? this.regexes.get(text) : undefined }
  }
}

const lengthOf = (value: Value): number =>
  typeof value === 'string' ? value.length : value instanceof Read ? value.text.length : 0

function compare(operator: string, left: Value, right: Value, format: ByteString): number {
  const compared = compareValues(left, right, format)
  switch (operator) {
    case '<':
      return compared < 0 ? 1 : 0
    case '<=':
      return compared <= 0 ? 1 : 0
    case '==':
      return compared === 0 ? 1 : 0
    case '!=':
      return compared === 0 ? 0 : 1
    case '>':
      return compared > 0 ? 1 : 0
    default:
      return compared >= 0 ? 1 : 0
  }
}
