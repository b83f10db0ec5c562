/** A piece of a word: text as it is, or the value of a variable. */
export type Part =
  { readonly text: string; readonly quoted: boolean } | { readonly name: string; readonly quoted: boolean }

/** A word in its pieces, or an operator. */
export type Token = { readonly word: readonly Part[] } | { readonly operator: string }

/** What keeps a script from being run: the sentence goes to the standard error, the exit code is 2. */
export class ShellError extends Error {}

/** That a script goes on behind its end: a quote is open. */
export class Unfinished extends ShellError {}

const operators = ['&&', '||', ';;', '>>', '<<', ';', '\n', '&', '|', '(', ')', '>', '<']
const variable = /^(?:\{([A-Za-z_]\w*|\d+|[?$#@*!])\}|([A-Za-z_]\w*|\d|[?$#@*!]))/

/** Cuts a script into words and operators. Throws `ShellError` for what the shell does not understand. */
export function lex(script: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < script.length) {
    const rest = script.slice(at)
    const blank = /^(?:[ \t\r]|\\\n)+/.exec(rest) ?? /^#[^\n]*/.exec(rest)
    if (blank !== null) {
      at += blank[0].length
      continue
    }
    const descriptor = /^\d(?=[<>])/.exec(rest)?.[0] ?? ''
    const operator = operators.find((text) => rest.startsWith(text, descriptor.length))
    if (operator !== undefined) {
      const dup = operator === '>' && rest[descriptor.length + 1] === '&' ? '&' : ''
      tokens.push({ operator: descriptor + operator + dup })
      at += descriptor.length + operator.length + dup.length
      continue
    }
    const { word, length } = lexWord(rest)
    tokens.push({ word })
    at += length
  }
  return tokens
}

function lexWord(text: string): { word: readonly Part[]; length: number } {
  const word: Part[] = []
  let at = 0
  let quote = ''
  const add = (piece: string, quoted: boolean): void => void word.push({ text: piece, quoted })
  for (; at < text.length; at++) {
    const char = text[at]!
    if (quote === '' && /[ \t\r\n;&|()<>]/.test(char)) break
    if (char === quote) quote = ''
    else if (quote === "'") add(char, true)
    else if (char === '"' || (char === "'" && quote === '')) {
      quote = char
      add('', true)
    } else if (char === '\\') {
      const next = text[++at]
      if (next === undefined) throw new Unfinished('syntax error: unexpected end of file')
      if (next === '\n') continue
      add(quote === '' || '$`"\\'.includes(next) ? next : `\\${next}`, true)
    } else if (char === '$') at += lexVariable(text.slice(at + 1), quote !== '', word)
    else if (char === '`') throw notUnderstood('`')
    else add(char, quote !== '')
  }
  if (quote !== '') throw new Unfinished('syntax error: unterminated quoted string')
  return { word, length: at }
}

function lexVariable(text: string, quoted: boolean, word: Part[]): number {
  const found = variable.exec(text)
  if (found !== null) {
    word.push({ name: found[1] ?? found[2]!, quoted })
    return found[0].length
  }
  if (/^[({]/.test(text)) throw notUnderstood(`$${text[0]}`)
  word.push({ text: '$', quoted })
  return 0
}

/** What says that a part of a shell's language is not simulated. */
export function notUnderstood(text: string): ShellError {
  return new ShellError(`the simulated shell does not understand "${text}"`)
}
