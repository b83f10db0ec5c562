import type { ByteString } from '../../../byte-string.js'

/** The flags behind an `s` command. */
export interface SubstitutionFlags {
  readonly global: boolean
  readonly number: number
  readonly print: number
  readonly evaluate: boolean
  readonly ignoreCase: boolean
  readonly byLine: boolean
  readonly file: ByteString | undefined
  readonly end: number
  readonly wrong: string | undefined
}

export function readFlags(script: ByteString, from: number): SubstitutionFlags {
  const [letters = ''] = /^(?:[gpeiImM]|\d+)*/.exec(script.slice(from)) ?? []
  let end = from + letters.length
  let file: ByteString | undefined
  if (script[end] === 'w') {
    const [, name = ''] = /^w[ \t]*([^\n]*)/.exec(script.slice(end))!
    file = name
    end = script.indexOf('\n', end)
    if (end < 0) end = script.length
  }
  const numbers = letters.match(/\d+/g) ?? []
  const count = (letter: string): number => letters.split(letter).length - 1
  return {
    global: count('g') > 0,
    number: numbers.length > 0 ? Number(numbers[0]) : 1,
    print: count('p'),
    evaluate: count('e') > 0,
    ignoreCase: /i/i.test(letters),
    byLine: /m/i.test(letters),
    file,
    end,
    wrong: wrongIn(numbers, count),
  }
}

function wrongIn(numbers: readonly string[], count: (letter: string) => number): string | undefined {
  if (count('g') > 1) return "multiple `g' options to `s' command"
  if (count('p') > 1) return "multiple `p' options to `s' command"
  if (numbers.length > 1) return "multiple number options to `s' command"
  if (numbers[0] !== undefined && Number(numbers[0]) === 0) return "number option to `s' command may not be zero"
  return undefined
}
