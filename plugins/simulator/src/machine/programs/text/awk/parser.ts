import type { ByteString } from '../../../byte-string.js'
import {
  AwkError,
  type ArrayName,
  type AwkFunction,
  type AwkProgram,
  type Redirection,
  type Rule,
  type Statement,
} from './ast.js'
import { ExpressionParser } from './expression-parser.js'

/** Reads a program; throws `AwkError`. */
export const parseAwk = (source: ByteString): AwkProgram => new ProgramParser(source).parse()

class ProgramParser extends ExpressionParser {
  readonly #rules: Rule[] = []
  readonly #functions = new Map<string, AwkFunction>()

  parse(): AwkProgram {
    for (;;) {
      this.skipNewlines(true)
      if (this.sees('end')) break
      if (this.seesWord('function') || this.seesWord('func')) this.#function()
      else this.#rules.push(this.#rule())
    }
    for (const { name, line } of this.called) {
      if (!this.#functions.has(name)) throw new AwkError(`function ${name} never defined`, line)
    }
    return { rules: this.#rules, functions: this.#functions }
  }

  #rule(): Rule {
    for (const kind of ['BEGIN', 'END'] as const) {
      if (!this.takesWord(kind)) continue
      if (!this.seesSign('{')) this.unexpected()
      return { kind, from: undefined, to: undefined, action: this.#block(), active: false }
    }
    const from = this.seesSign('{') ? undefined : this.expression()
    const to = from !== undefined && this.takesSign(',') ? (this.skipNewlines(), this.expression()) : undefined
    const action = this.seesSign('{') ? this.#block() : undefined
    return { kind: 'pattern', from, to, action, active: false }
  }

  #function(): void {
    this.advance()
    const { text: name, kind } = this.advance()
    if (kind !== 'name' && kind !== 'call') this.unexpected()
    this.needSign('(')
    const parameters: string[] = []
    while (!this.takesSign(')')) {
      const parameter = this.advance()
      if (parameter.kind !== 'name') this.unexpected()
      parameters.push(parameter.text)
      this.skipNewlines()
      if (this.takesSign(',')) this.skipNewlines()
      else if (!this.seesSign(')')) this.unexpected()
    }
    this.skipNewlines()
    this.locals = new Map(parameters.map((parameter, index) => [parameter, index]))
    this.#functions.set(name, { name, parameters, body: this.#block() })
    this.locals = new Map()
  }

  #block(): Statement {
    this.needSign('{')
    const body: Statement[] = []
    for (;;) {
      this.skipNewlines(true)
      if (this.takesSign('}')) return { kind: 'block', body }
      if (this.sees('end')) this.unexpected()
      body.push(this.#statement())
    }
  }

  /** The end of a simple statement. */
  #end(): void {
    if (this.takesSign(';') || this.takes('newline')) return
    if (!this.seesSign('}') && !this.sees('end')) this.unexpected()
  }

  #statement(): Statement {
    if (this.seesSign('{')) return this.#block()
    if (this.takesSign(';')) return { kind: 'block', body: [] }
    const { line, text, kind } = this.peek()
    if (kind !== 'word') return this.#ended(this.#simple())
    switch (text) {
      case 'if':
        return this.#if()
      case 'while': {
        const condition = this.#condition()
        if (this.takesSign(';')) return { kind: 'while', condition, body: { kind: 'block', body: [] } }
        return { kind: 'while', condition, body: this.#body() }
      }
      case 'do':
        return this.#do()
      case 'for':
        return this.#for()
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue':
        this.advance()
        return this.#ended({ kind: text })
      case 'exit':
      case 'return': {
        this.advance()
        const bare = this.seesSign(';') || this.seesSign('}') || this.sees('newline') || this.sees('end')
        return this.#ended({ kind: text, value: bare ? undefined : this.expression() })
      }
      case 'print':
      case 'printf':
      case 'delete':
      case 'getline':
        return this.#ended(this.#simple())
      default:
        throw new AwkError(`unexpected ${text}`, line)
    }
  }

  #ended<T extends Statement>(statement: T): T {
    this.#end()
    return statement
  }

  #condition(): ReturnType<ExpressionParser['expression']> {
    this.advance()
    this.needSign('(')
    const condition = this.expression()
    this.needSign(')')
    return condition
  }

  #body(): Statement {
    this.skipNewlines()
    return this.#statement()
  }

  #if(): Statement {
    const condition = this.#condition()
    const then = this.#body()
    const mark = this.mark()
    this.skipNewlines(true)
    if (this.takesWord('else')) return { kind: 'if', condition, then, otherwise: this.#body() }
    this.reset(mark)
    return { kind: 'if', condition, then, otherwise: undefined }
  }

  #do(): Statement {
    this.advance()
    const body = this.#body()
    this.skipNewlines(true)
    if (!this.seesWord('while')) this.unexpected()
    return this.#ended({ kind: 'do', body, condition: this.#condition() })
  }

  #for(): Statement {
    this.advance()
    this.needSign('(')
    const over = this.#forIn()
    if (over !== undefined) return { kind: 'for-in', ...over, body: this.#body() }
    const begin = this.seesSign(';') ? undefined : this.#simple()
    this.needSign(';')
    this.skipNewlines()
    const condition = this.seesSign(';') ? undefined : this.expression()
    this.needSign(';')
    this.skipNewlines()
    const step = this.seesSign(')') ? undefined : this.#simple()
    this.needSign(')')
    const body: Statement = this.takesSign(';') ? { kind: 'block', body: [] } : this.#body()
    return { kind: 'for', begin, condition, step, body }
  }

  #forIn(): { readonly variable: ArrayName; readonly array: ArrayName } | undefined {
    const mark = this.mark()
    const variable = this.advance()
    if (variable.kind === 'name' && this.takesWord('in')) {
      const array = this.advance()
      if (array.kind === 'name' && this.takesSign(')')) {
        return { variable: this.variable(variable.text), array: this.variable(array.text) }
      }
    }
    this.reset(mark)
    return undefined
  }

  #simple(): Statement {
    const { line } = this.peek()
    if (this.takesWord('delete')) {
      const array = this.variable(this.advance().text)
      if (!this.takesSign('[')) return { kind: 'delete', array, keys: undefined }
      const keys = this.expressions(']')
      return { kind: 'delete', array, keys }
    }
    if (this.seesWord('print') || this.seesWord('printf')) return this.#print(line)
    return { kind: 'expression', expression: this.expression(), line }
  }

  #print(line: number): Statement {
    const kind = this.advance().text as 'print' | 'printf'
    const ends = (): boolean =>
      ['newline', 'end'].some((kind) => this.sees(kind)) ||
      [';', '}', '>', '>>', '|'].some((sign) => this.seesSign(sign))
    const args = ends() ? [] : this.inPrint(() => this.#arguments())
    const [only] = args
    const given = args.length === 1 && only?.kind === 'list' ? only.items : args
    return { kind, args: given, to: this.#redirection(), line }
  }

  #arguments(): ReturnType<ExpressionParser['expression']>[] {
    const args = [this.expression()]
    while (this.takesSign(',')) {
      this.skipNewlines()
      args.push(this.expression())
    }
    return args
  }

  #redirection(): Redirection | undefined {
    for (const kind of ['>', '>>', '|'] as const) {
      if (this.takesSign(kind)) return { kind, to: this.inPrint(() => this.choice()) }
    }
    return undefined
  }
}
