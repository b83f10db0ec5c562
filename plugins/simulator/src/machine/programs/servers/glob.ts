import type { ByteString } from '../../byte-string.js'

type Part = '*' | ((char: string) => boolean)

/** The parts of a pattern (stringmatchlen of Redis): `*`, `?`, `[a-z]`, `[^a]`, `\x`, and what stands for itself. */
function partsOf(pattern: ByteString): readonly Part[] {
  const written = pattern.matchAll(/\\([^])|\[(\^?)((?:\\[^]|[^\]\\])*)\]?|([^])/g)
  return [...written].map(([, escaped, not, inside, char]): Part => {
    if (inside !== undefined) return (given) => isIn(inside, given) !== (not === '^')
    if (char === '*') return '*'
    if (char === '?') return () => true
    return (given) => given === (escaped ?? char)
  })
}

const isIn = (set: string, char: string): boolean =>
  [...set.matchAll(/\\([^])|([^])-([^])|([^])/g)].some(([, escaped, from, to, one]) => {
    if (from === undefined || to === undefined) return char === (escaped ?? one)
    return from <= to ? from <= char && char <= to : to <= char && char <= from
  })

/** Whether texts fit a pattern. What a `*` takes is tried longer only from the last one on, so that it stays quick. */
export function glob(pattern: ByteString): (text: ByteString) => boolean {
  const parts = partsOf(pattern)
  return (text) => {
    let [at, part, star, from] = [0, 0, -1, 0]
    while (at < text.length) {
      const one = parts[part]
      if (one === '*') [star, from, part] = [part, at, part + 1]
      else if (one?.(text[at]!) === true) [at, part] = [at + 1, part + 1]
      else if (star >= 0) [at, part] = [++from, star + 1]
      else return false
    }
    return parts.slice(part).every((one) => one === '*')
  }
}
