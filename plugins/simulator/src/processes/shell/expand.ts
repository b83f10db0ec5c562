import type { Part } from './lex.js'

/** Makes words of one: variables are put in, and cut at blanks where they are not quoted. */
export function expand(word: readonly Part[], valueOf: (name: string) => string): readonly string[] {
  const words: string[] = []
  let current: string | undefined
  for (const part of word) {
    if ('text' in part) current = (current ?? '') + part.text
    else if (part.quoted) current = (current ?? '') + valueOf(part.name)
    else {
      const value = valueOf(part.name)
      const [first, ...others] = value.split(/[ \t\n]+/)
      if (value === '') continue
      if (first !== '') current = (current ?? '') + first
      for (const piece of others) {
        if (current !== undefined) words.push(current)
        current = piece === '' ? undefined : piece
      }
    }
  }
  return current === undefined ? words : [...words, current]
}
