import type { Proc } from '../../../kernel/proc.js'
import { AwkError, type AwkFunction, type AwkProgram, type Expression, type Rule, type Statement } from './ast.js'
import { Evaluation } from './evaluation.js'
import { orderedKeys } from './order.js'
import { print } from './print.js'
import { isTrue, Read, toNumber, type Value } from './values.js'
import type { Cell } from './variables.js'
import { settle, wait, type Waiting } from './waiting.js'

/** What leads out of a rule, from wherever. */
export class Jump extends Error {
  readonly to: 'next' | 'nextfile' | 'exit'

  constructor(to: Jump['to']) {
    super(to)
    this.to = to
  }
}

type Signal = 'break' | 'continue' | 'return' | undefined

const deepest = 10_000
// What is called within each other so often has a stack of its own: that of JavaScript has an end.
const callsPerStack = 100

/** Runs the rules of a program. */
export class Interpreter extends Evaluation {
  exitCode = 0
  readonly #functions: ReadonlyMap<string, AwkFunction>
  #depth = 0
  #returned: Value

  constructor(proc: Proc, program: AwkProgram) {
    super(proc)
    this.#functions = program.functions
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
    this.locals = []
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

  protected override *call(name: string, args: readonly Expression[]): Waiting<Value> {
    const called = this.#functions.get(name)!
    if (++this.#depth > deepest) throw new AwkError(`function call nesting too deep`, -1)
    const cells: Cell[] = []
    for (const arg of args) cells.push(yield* this.#argument(arg))
    cells.length = called.parameters.length
    const before = this.locals
    this.locals = cells
    this.#returned = undefined
    if (this.#depth % callsPerStack > 0) yield* this.#execute(called.body)
    else yield Promise.resolve().then(() => settle(this.#execute(called.body)))
    const result = this.#returned
    this.#returned = undefined
    this.locals = before
    this.#depth--
    for (const [index, arg] of args.entries()) this.#handBack(arg, cells[index])
    return result
  }

  *#argument(arg: Expression): Waiting<Cell> {
    if (arg.kind === 'global' && arg.name !== 'NF') return this.globals.get(arg.name)
    return arg.kind === 'local' ? this.locals[arg.index] : yield* this.evaluate(arg)
  }

  /** What was nothing yet may have become an array. */
  #handBack(arg: Expression, cell: Cell): void {
    if (!(cell instanceof Map)) return
    if (arg.kind === 'global') this.globals.set(arg.name, cell)
    if (arg.kind === 'local') this.locals[arg.index] = cell
  }
}
