import type { ByteString } from '../../byte-string.js'

/** One token of an arithmetic expression. */
export interface ArithmeticToken {
  readonly kind: 'number' | 'name' | 'operator' | 'end' | 'other'
  readonly text: ByteString
  readonly at: number
}

const operators = [
  '<<=', '>>=', '**', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '+=', '-=', '*=', '/=', '%=', '&=',
  '^=', '|=', '+', '-', '*', '/', '%', '<', '>', '=', '!', '&', '|', '^', '~', '?', ':', '(', ')', ',', '[', ']',
] // prettier-ignore
const space = /\s*/y
const name = /[A-Za-z_][A-Za-z0-9_]*/y
const number = /[0-9][0-9A-Za-z_@#]*/y

function match(pattern: RegExp, text: ByteString, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** The token that begins at some place, or behind the white space there. */
export function tokenAt(text: ByteString, from: number): ArithmeticToken {
  const at = from + (match(space, text, from)?.length ?? 0)
  if (at >= text.length) return { kind: 'end', text: '', at }
  const digits = match(number, text, at)
  if (digits !== undefined) return { kind: 'number', text: digits, at }
  const word = match(name, text, at)
  if (word !== undefined) return { kind: 'name', text: word, at }
  const operator = operators.find((operator) => text.startsWith(operator, at))
  if (operator !== undefined) return { kind: 'operator', text: operator, at }
  return { kind: 'other', text: text[at]!, at }
}
