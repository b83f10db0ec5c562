import type { ByteString } from '../../../byte-string.js'
import { AwkError, type ArrayName, type Expression, type Target } from './ast.js'
import { TokenReader } from './token-reader.js'

const comparisons = ['<', '<=', '==', '!=', '>', '>=']
const assignments = ['=', '+=', '-=', '*=', '/=', '%=', '^=', '**=']

/** Reads expressions, by the precedence of POSIX' grammar. */
export class ExpressionParser extends TokenReader {
  /** The parameters of the function that is read. */
  protected locals: ReadonlyMap<string, number> = new Map()
  protected readonly called: { readonly name: string; readonly line: number }[] = []
  /** Whether `>` is a redirection. */
  #printing = false

  protected inPrint<T>(read: () => T): T {
    return this.#with(true, read)
  }
  #with<T>(printing: boolean, read: () => T): T {
    const before = this.#printing
    this.#printing = printing
    const result = read()
    this.#printing = before
    return result
  }

  protected variable(name: string): ArrayName {
    const index = this.locals.get(name)
    return index === undefined ? { kind: 'global', name } : { kind: 'local', index }
  }

  /** Expressions with commas between, up to a sign that closes them. */
  protected expressions(close: string): Expression[] {
    return this.#with(false, () => {
      const items: Expression[] = []
      this.skipNewlines()
      while (!this.takesSign(close)) {
        items.push(this.expression())
        this.skipNewlines()
        if (this.takesSign(',')) this.skipNewlines()
        else if (!this.seesSign(close)) this.unexpected()
      }
      return items
    })
  }

  protected expression(): Expression {
    const left = this.choice()
    const operator = assignments.find((sign) => this.seesSign(sign))
    if (operator === undefined || !isTarget(left)) return left
    this.advance()
    this.skipNewlines()
    return { kind: 'assign', operator: operator.slice(0, -1), target: left, value: this.expression() }
  }

  protected choice(): Expression {
    const condition = this.#or()
    if (!this.takesSign('?')) return condition
    this.skipNewlines()
    const then = this.expression()
    this.skipNewlines()
    this.needSign(':')
    this.skipNewlines()
    return { kind: 'choice', condition, then, otherwise: this.expression() }
  }

  #or(): Expression {
    let left = this.#and()
    while (this.takesSign('||')) {
      this.skipNewlines()
      left = { kind: 'or', left, right: this.#and() }
    }
    return left
  }

  #and(): Expression {
    let left = this.#in()
    while (this.takesSign('&&')) {
      this.skipNewlines()
      left = { kind: 'and', left, right: this.#in() }
    }
    return left
  }

  #in(): Expression {
    let left = this.#match()
    while (this.takesWord('in')) {
      const keys = left.kind === 'list' ? left.items : [left]
      left = { kind: 'in', keys, array: this.variable(this.advance().text) }
    }
    return left
  }

  #match(): Expression {
    let text = this.#comparison()
    for (;;) {
      const negative = this.seesSign('!~')
      if (!negative && !this.seesSign('~')) return text
      this.advance()
      text = { kind: 'match', text, pattern: this.#comparison(), negative }
    }
  }

  #comparison(): Expression {
    const left = this.concatenation()
    const operator = comparisons.find((sign) => this.seesSign(sign))
    if (operator === undefined || (operator === '>' && this.#printing)) return this.#piped(left)
    this.advance()
    return this.#piped({ kind: 'compare', operator, left, right: this.concatenation() })
  }

  #piped(command: Expression): Expression {
    let left = command
    for (;;) {
      const mark = this.mark()
      if (!this.takesSign('|')) return left
      if (!this.takesWord('getline')) {
        this.reset(mark)
        return left
      }
      left = { kind: 'getline', target: this.#optionalTarget(), from: { kind: 'command', name: left } }
    }
  }

  protected concatenation(): Expression {
    let left = this.#sum()
    while (this.#startsOperand()) left = { kind: 'concat', left, right: this.#sum() }
    return left
  }

  #startsOperand(): boolean {
    const { kind, text } = this.peek()
    if (kind === 'word') return false
    if (kind === 'sign') return ['$', '!', '(', '++', '--', '-', '+'].includes(text) && !['-', '+'].includes(text)
    return kind !== 'newline' && kind !== 'end'
  }

  #sum(): Expression {
    let left = this.#product()
    for (;;) {
      const operator = ['+', '-'].find((sign) => this.seesSign(sign))
      if (operator === undefined) return left
      this.advance()
      left = { kind: 'arithmetic', operator, left, right: this.#product() }
    }
  }

  #product(): Expression {
    let left = this.#unary()
    for (;;) {
      const operator = ['*', '/', '%'].find((sign) => this.seesSign(sign))
      if (operator === undefined) return left
      this.advance()
      left = { kind: 'arithmetic', operator, left, right: this.#unary() }
    }
  }

  #unary(): Expression {
    const operator = ['!', '-', '+'].find((sign) => this.seesSign(sign))
    if (operator === undefined) return this.#power()
    this.advance()
    return { kind: 'unary', operator, operand: this.#unary() }
  }

  #power(): Expression {
    const left = this.#postfix()
    if (!this.takesSign('^') && !this.takesSign('**')) return left
    const right = this.seesSign('-') || this.seesSign('+') || this.seesSign('!') ? this.#unary() : this.#power()
    return { kind: 'arithmetic', operator: '^', left, right }
  }

  #postfix(): Expression {
    const operand = this.#primary()
    if (!isTarget(operand)) return operand
    if (this.takesSign('++')) return { kind: 'step', target: operand, by: 1, before: false }
    if (this.takesSign('--')) return { kind: 'step', target: operand, by: -1, before: false }
    return operand
  }

  #primary(): Expression {
    const token = this.advance()
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: Number(token.text) }
      case 'string':
        return { kind: 'string', value: token.text }
      case 'call':
        this.needSign('(')
        this.called.push({ name: token.text, line: token.line })
        return { kind: 'call', name: token.text, args: this.expressions(')') }
      case 'builtin':
        return this.#builtin(token.text)
      case 'name':
        return this.#named(token.text)
      case 'word':
        if (token.text === 'getline') return this.#getline()
        break
      case 'sign':
        return this.#signed(token.text, token.at)
      case 'newline':
      case 'end':
    }
    this.back()
    return this.unexpected()
  }

  #builtin(name: ByteString): Expression {
    if (name === 'length' && !this.seesSign('(')) return { kind: 'builtin', name, args: [] }
    this.needSign('(')
    return { kind: 'builtin', name, args: this.expressions(')') }
  }

  #named(name: ByteString): Expression {
    const variable = this.variable(name)
    if (!this.takesSign('[')) return variable
    return { kind: 'element', array: variable, keys: this.expressions(']') }
  }

  #getline(): Expression {
    const target = this.#optionalTarget()
    if (!this.takesSign('<')) return { kind: 'getline', target, from: undefined }
    return { kind: 'getline', target, from: { kind: 'file', name: this.#postfix() } }
  }

  #optionalTarget(): Target | undefined {
    const { kind, text } = this.peek()
    if (kind !== 'name' && !(kind === 'sign' && text === '$')) return undefined
    const operand = this.#primary()
    return isTarget(operand) ? operand : this.unexpected()
  }

  #signed(sign: string, at: number): Expression {
    switch (sign) {
      case '(':
        return this.#grouping()
      case '$': {
        const by = this.takesSign('++') ? 1 : this.takesSign('--') ? -1 : 0
        const index = this.seesSign('-') || this.seesSign('!') || this.seesSign('+') ? this.#unary() : this.#primary()
        if (by === 0) return { kind: 'field', index }
        if (!isTarget(index)) return this.unexpected()
        return { kind: 'field', index: { kind: 'step', target: index, by, before: true } }
      }
      case '++':
      case '--': {
        const target = this.#primary()
        if (!isTarget(target)) return this.unexpected()
        return { kind: 'step', target, by: sign === '++' ? 1 : -1, before: true }
      }
      case '/':
      case '/=':
        return { kind: 'regex', source: this.regexAt(at) }
      case '-':
      case '+':
      case '!':
        return { kind: 'unary', operator: sign, operand: this.#unary() }
    }
    this.back()
    return this.unexpected()
  }

  #grouping(): Expression {
    const items = this.expressions(')')
    if (items.length === 0) throw new AwkError('unexpected )', this.peek().line)
    const [only] = items
    // What is in parentheses is nothing to assign to, but for the fields and variables that some write so.
    if (items.length > 1) return { kind: 'list', items }
    return isTarget(only!)
      ? only
      : { kind: 'choice', condition: { kind: 'number', value: 1 }, then: only!, otherwise: only! }
  }
}

const isTarget = (expression: Expression): expression is Target =>
  expression.kind === 'global' ||
  expression.kind === 'local' ||
  expression.kind === 'field' ||
  expression.kind === 'element'
