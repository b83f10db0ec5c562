import type { Matcher } from './expression.js'

/** Whether a whole value is as written, where `*` stands for any text. Takes no more steps than both lengths multiplied. */
export function globMatcher(pattern: string): Matcher {
  const parts = pattern.split('*')
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return (value) => value === pattern
  return (value) => {
    if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false
    const end = value.length - last.length
    let at = first.length
    for (const part of rest) {
      const found = value.indexOf(part, at)
      if (found < 0 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}
