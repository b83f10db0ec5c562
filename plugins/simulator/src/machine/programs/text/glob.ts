import type { ByteString } from '../../byte-string.js'
import { readBracket } from '../../regex/bracket.js'
import { emptySet, type ByteSet } from '../../regex/byte-set.js'
import { RegexError } from '../../regex/node.js'

type Part = 'any' | ByteSet

/** Whether a text fits a pattern as fnmatch(3) has it without flags; takes no more than both lengths multiplied. */
export function fitsGlob(pattern: ByteString, text: ByteString): boolean {
  const parts = partsOf(pattern)
  let [part, at] = [0, 0]
  let [star, starAt] = [-1, 0]
  while (at < text.length) {
    const wanted = parts[part]
    if (wanted === 'any') {
      star = part++
      starAt = at
    } else if (wanted !== undefined && wanted[text.charCodeAt(at)] === 1) {
      part++
      at++
    } else if (star >= 0) {
      part = star + 1
      at = ++starAt
    } else return false
  }
  while (parts[part] === 'any') part++
  return part === parts.length
}

const everything: ByteSet = new Uint8Array(256).fill(1)

function partsOf(pattern: ByteString): Part[] {
  const parts: Part[] = []
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!
    if (char === '*') parts.push('any')
    else if (char === '?') parts.push(everything)
    else if (char === '[') {
      const bracket = bracketAt(pattern, at)
      parts.push(bracket?.set ?? only('['))
      if (bracket !== undefined) at = bracket.end - 1
    } else if (char === '\\' && at + 1 < pattern.length) parts.push(only(pattern[++at]!))
    else parts.push(only(char))
  }
  return parts
}

function bracketAt(pattern: ByteString, at: number): { readonly set: ByteSet; readonly end: number } | undefined {
  const source = pattern[at + 1] === '!' ? `${pattern.slice(0, at + 1)}^${pattern.slice(at + 2)}` : pattern
  try {
    return readBracket(source, at + 1, { ignoreCase: false, notNewline: false })
  } catch (thrown) {
    if (thrown instanceof RegexError) return undefined
    throw thrown
  }
}

function only(char: string): ByteSet {
  const set = emptySet()
  set[char.charCodeAt(0)] = 1
  return set
}
