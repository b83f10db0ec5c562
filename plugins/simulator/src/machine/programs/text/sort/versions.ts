import type { ByteString } from '../../../byte-string.js'

/** Compares names with version numbers: letters before other signs, numbers by their value, `~` before all. */
export function compareVersions(a: ByteString, b: ByteString): number {
  let [at, other] = [0, 0]
  while (at < a.length || other < b.length) {
    while ((at < a.length && !isDigit(a, at)) || (other < b.length && !isDigit(b, other))) {
      const difference = orderOf(a, at) - orderOf(b, other)
      if (difference !== 0) return difference
      at++
      other++
    }
    const [one, two] = [digitsAt(a, at), digitsAt(b, other)]
    at += one.length
    other += two.length
    const difference = compareNumbers(one, two)
    if (difference !== 0) return difference
  }
  return 0
}

const isDigit = (text: ByteString, at: number): boolean => at < text.length && /\d/.test(text[at]!)

function orderOf(text: ByteString, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0
  const char = text[at]!
  if (/[a-zA-Z]/.test(char)) return char.charCodeAt(0)
  return char === '~' ? -1 : char.charCodeAt(0) + 256
}

const digitsAt = (text: ByteString, at: number): string => /^\d*/.exec(text.slice(at))![0]

function compareNumbers(a: string, b: string): number {
  const [one, two] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return one.length - two.length || (one < two ? -1 : one > two ? 1 : 0)
}
