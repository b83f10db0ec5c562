import type { ByteString } from '../../../byte-string.js'
import { AwkError } from './ast.js'
import { Lexer, type Token } from './lexer.js'

/** The tokens of a program, with a look at those to come. */
export class TokenReader {
  readonly #lexer: Lexer
  readonly #tokens: Token[] = []
  #place = 0

  constructor(source: ByteString) {
    this.#lexer = new Lexer(source)
  }

  protected peek(): Token {
    while (this.#tokens.length <= this.#place) this.#tokens.push(this.#lexer.next())
    return this.#tokens[this.#place]!
  }
  protected advance(): Token {
    const token = this.peek()
    this.#place++
    return token
  }
  protected back(): void {
    this.#place--
  }
  protected mark(): number {
    return this.#place
  }
  protected reset(mark: number): void {
    this.#place = mark
  }

  /** What was read behind a `/` is no token, but part of a regular expression. */
  protected regexAt(at: number): ByteString {
    const before = this.#tokens[this.#place - 1]!
    this.#tokens.length = this.#place
    const source = this.#lexer.regexFrom(at)
    this.#tokens[this.#place - 1] = { ...before, kind: 'sign', text: '/' }
    return source
  }

  protected sees(kind: string): boolean {
    return this.peek().kind === kind
  }
  protected seesSign(sign: string): boolean {
    const { kind, text } = this.peek()
    return kind === 'sign' && text === sign
  }
  protected seesWord(word: string): boolean {
    const { kind, text } = this.peek()
    return kind === 'word' && text === word
  }
  protected takes(kind: string): boolean {
    return this.#takesIf(this.sees(kind))
  }
  protected takesSign(sign: string): boolean {
    return this.#takesIf(this.seesSign(sign))
  }
  protected takesWord(word: string): boolean {
    return this.#takesIf(this.seesWord(word))
  }
  #takesIf(is: boolean): boolean {
    if (is) this.#place++
    return is
  }

  protected needSign(sign: string): void {
    if (!this.takesSign(sign)) this.unexpected()
  }
  protected skipNewlines(semicolons = false): void {
    while (this.takes('newline') || (semicolons && this.takesSign(';')));
  }

  protected unexpected(): never {
    const { kind, text, line } = this.peek()
    throw new AwkError(kind === 'end' ? 'end' : kind === 'newline' ? 'newline' : text, line)
  }
}
