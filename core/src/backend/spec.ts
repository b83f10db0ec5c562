import { swarmError } from '../errors.js'

/** A backend and its arguments, as a spec string says them. */
export interface ParsedSpec {
  readonly name: string
  readonly words: readonly string[]
  readonly options?: undefined
}

/** Parses a spec string, `name arg arg`. Throws `InvalidParameter` for an empty one or an unbalanced quote. */
export function parseSpec(text: string): ParsedSpec {
  const [name, ...words] = splitWords(text)
  if (name === undefined || name === '') {
    throw swarmError('InvalidParameter', `empty backend ${JSON.stringify(text)}: write its name, as in 'simulator web'`)
  }
  return { name, words }
}

/**
 * Splits a line into words as a POSIX shell would (Shell Command Language, section 2.2): white space separates,
 * `'…'` is literal, `"…"` knows `\"`, `\\`, `\$` and `` \` ``, a backslash takes the next character as it is.
 * Nothing is expanded: `$(id)`, `*` and `~` are words like any other.
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (character === "'" || character === '"') {
      const quoted = readQuoted(line, at)
      word = (word ?? '') + quoted.text
      at = quoted.end
    } else if (character === '\\') {
      if (at + 1 === line.length) throw unbalanced(line, 'a backslash at the end', at)
      word = (word ?? '') + line[++at]!
    } else {
      word = (word ?? '') + character
    }
  }
  if (word !== undefined) words.push(word)
  return words
}

function readQuoted(line: string, start: number): { readonly text: string; readonly end: number } {
  const quote = line[start]!
  let text = ''
  for (let at = start + 1; at < line.length; at++) {
    const character = line[at]!
    if (character === quote) return { text, end: at }
    const escaped = quote === '"' && character === '\\' && /["\\$`]/.test(line[at + 1] ?? '')
    text += escaped ? line[++at]! : character
  }
  throw unbalanced(line, 'an unbalanced quote', start)
}

function unbalanced(line: string, what: string, at: number): Error {
  return swarmError('InvalidParameter', `${what} at column ${at + 1} of ${JSON.stringify(line)}`)
}
