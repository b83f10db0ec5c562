import type { MakeError } from '../errors.js'

type Token = (character: string) => boolean

/** Whether a name fits: `*` is any text without `/`, `?` any one character but `/`. */
export type NamePattern = (name: string) => boolean

/** Reads a pattern as Go's `path.Match`; throws `InvalidParameter` for one that is none. */
export function compilePattern(pattern: string, error: MakeError): NamePattern {
  const tokens: (Token | '*')[] = []
  const refuse = (): Error => error('InvalidParameter', 'syntax error in pattern')
  const characters = [...pattern]
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*')
    } else if (character === '?') tokens.push((other) => other !== '/')
    else if (character === '[') {
      const end = endOfClass(characters, at)
      if (end === undefined) throw refuse()
      tokens.push(classOf(characters.slice(at + 1, end)) ?? raise(refuse()))
      at = end
    } else {
      const literal = character === '\\' ? characters[++at] : character
      if (literal === undefined) throw refuse()
      tokens.push((other) => other === literal)
    }
  }
  // Each but a star is one character: nothing shorter fits, however long the pattern is.
  const least = tokens.filter((token) => token !== '*').length
  return (name) => name.length >= least && matches(tokens, [...name])
}

/** Time is the product of both lengths: the states of all positions are followed at once. */
function matches(tokens: readonly (Token | '*')[], name: readonly string[]): boolean {
  let reached = tokens.map((_, at) => at === 0 && tokens[0] === '*')
  reached.unshift(true)
  for (const character of name) {
    const next = [false]
    for (const [at, token] of tokens.entries()) {
      const isStar = token === '*'
      next.push(isStar ? next[at]! || (reached[at + 1]! && character !== '/') : reached[at]! && token(character))
    }
    reached = next
  }
  return reached.at(-1)!
}

function endOfClass(characters: readonly string[], start: number): number | undefined {
  const first = characters[start + 1] === '^' ? start + 2 : start + 1
  for (let at = first; at < characters.length; at++) {
    if (characters[at] === '\\') at++
    else if (characters[at] === ']') return at > first ? at : undefined
  }
  return undefined
}

function classOf(inside: readonly string[]): Token | undefined {
  const isNegative = inside[0] === '^'
  const ranges: [string, string][] = []
  const text = isNegative ? inside.slice(1) : inside
  for (let at = 0; at < text.length; at++) {
    const low = text[at] === '\\' ? text[++at] : text[at]
    const isRange = text[at + 1] === '-'
    if (isRange) at += 2
    const high = !isRange ? low : text[at] === '\\' ? text[++at] : text[at]
    if (low === undefined || high === undefined) return undefined
    ranges.push([low, high])
  }
  return (character) => ranges.some(([low, high]) => low <= character && character <= high) !== isNegative
}

function raise(error: Error): never {
  throw error
}
