import type { ParsedScript, SyntaxNode } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import type { Dialect } from '../dialect.js'
import type { Fault } from './fault-kind.js'
import { grammar } from './grammar.js'
import { unsupported } from './unsupported.js'

const closers: Readonly<Record<string, string>> = {
  'double quote': '"',
  'single quote': "'",
  'ANSI-C quote': "'",
  backtick: '`',
  'parameter expansion': '}',
}

/** The first fault of a script, as a shell would see it that reads from the beginning. */
export function findFault(script: ParsedScript, text: ByteString, dialect: Dialect): Fault | undefined {
  const found = new Finder(text, dialect)
  found.visitScript(script)
  return found.first
}

class Finder {
  first: Fault | undefined
  readonly #text: ByteString
  readonly #dialect: Dialect

  constructor(text: ByteString, dialect: Dialect) {
    this.#text = text
    this.#dialect = dialect
  }

  visitScript(script: ParsedScript): void {
    const { errors = [] } = script
    errors.forEach(({ message, pos }, at) => this.#add(this.#faultOf(message, pos, errors[at + 1]?.message)))
    for (const statement of script.commands) this.#visit(statement)
  }

  #add(fault: Fault): void {
    if (this.first === undefined || fault.pos < this.first.pos) this.first = fault
  }

  readonly #visit = (node: SyntaxNode): void => {
    const fault = unsupported(node, this.#text, this.#dialect)
    if (fault !== undefined) this.#add(fault)
    // What backquotes hold is looked at when it is run.
    if (node.type === 'Script') {
      if (node.source === undefined && this.#text[node.pos - 1] !== '`') this.visitScript(node)
    } else grammar().forEachChild(node, this.#visit)
  }

  /** What a `case` lacks: a pattern, or the end of its commands. */
  #inCase(pos: number): string {
    return /(?:\bin|;;)$/.test(this.#text.slice(0, pos).trimEnd()) ? ')' : ';;'
  }

  #faultOf(message: string, pos: number, next: string | undefined): Fault {
    const [, open] = /^unterminated (.*)$/.exec(message) ?? []
    if (open !== undefined) return { kind: 'open', pos, closer: closers[open] ?? ')', what: open }
    const [, expected] = /^expected '(.+?)'/.exec(message) ?? []
    const [, nextExpected] = /^expected '(.+?)' to close/.exec(next ?? '') ?? []
    const at =
      message === 'expected command in subshell' || message === 'expected command in brace group' ? pos + 1 : pos
    const place = skipTo(this.#text, at, !message.startsWith('unexpected') && expected === undefined)
    const token = tokenAt(this.#text, place)
    const takesNext = message.startsWith('unexpected') || token === ''
    const expecting = expected ?? (takesNext ? nextExpected : undefined)
    if (this.#dialect === 'bash' && message === 'expected redirect target' && token === '')
      return { kind: 'token', pos: place, token: '\n', expecting }
    return { kind: 'token', pos: place, token, expecting: expecting === 'esac' ? this.#inCase(place) : expecting }
  }
}

/** Skips blanks and comments, and line ends where these are nothing but blanks. */
function skipTo(text: ByteString, from: number, overLines: boolean): number {
  const pattern = overLines ? /(?:[ \t\n]|\\\n|#[^\n]*)*/y : /(?:[ \t]|\\\n|#[^\n]*)*/y
  pattern.lastIndex = from
  return from + (pattern.exec(text)?.[0].length ?? 0)
}

const operator = /;;&|;;|;&|&&|\|\||\|&|<<<|<<-|<<|>>|<&|>&|<>|>\||&>>|&>|[;&|<>()\n]/y
const word = /(?:\\.|"[^"]*"|'[^']*'|[^\s;&|<>()])+/y

/** The token at a place: `''` at the end, a line end as itself. */
export function tokenAt(text: ByteString, at: number): ByteString {
  for (const pattern of [operator, word]) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) return found[0]
  }
  return ''
}
