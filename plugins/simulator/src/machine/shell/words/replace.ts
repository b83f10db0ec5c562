import type { ByteString } from '../../byte-string.js'
import { endsOf, reversed, type Token } from './pattern.js'

/** Removes a prefix or suffix that matches: the shortest one or the longest one (`#`, `##`, `%`, `%%`). */
export function removeEnd(text: ByteString, tokens: readonly Token[], operator: string): ByteString {
  if (operator.startsWith('#')) {
    const end = oneEnd(endsOf(tokens, text, 0), operator === '##')
    return end < 0 ? text : text.slice(end)
  }
  const backwards = reverse(text)
  const end = oneEnd(endsOf(reversed(tokens), backwards, 0), operator === '%%')
  return end < 0 ? text : text.slice(0, text.length - end)
}

const oneEnd = (ends: Uint8Array, longest: boolean): number => (longest ? ends.lastIndexOf(1) : ends.indexOf(1))
const reverse = (text: ByteString): ByteString => Buffer.from(text, 'latin1').reverse().toString('latin1')

/** What the parts of a text that match are replaced by. */
export interface Replacement {
  readonly tokens: readonly Token[]
  /** `/` the first one, `//` all, `/#` one at the beginning, `/%` one at the end. */
  readonly operator: string
  readonly by: (matched: ByteString) => ByteString
  readonly tick: () => void | Promise<void>
}

/** Each match is the longest one from its place. */
export async function replaceMatches(text: ByteString, how: Replacement): Promise<ByteString> {
  const { tokens, operator, by, tick } = how
  if (operator === '/%') {
    const kept = removeEnd(text, tokens, '%%')
    const matched = kept !== text || endsOf(reversed(tokens), reverse(text), 0)[0] === 1
    return matched ? kept + by(text.slice(kept.length)) : text
  }
  let replaced = ''
  for (let at = 0; at <= text.length;) {
    const turn = tick()
    if (turn !== undefined) await turn
    const next = nextCandidate(tokens, text, at)
    const end = next === undefined ? -1 : endAt(tokens, text, next)
    const isEmpty = end === next && operator !== '/#'
    if (next !== undefined && end >= 0 && !isEmpty && (operator !== '/#' || next === 0)) {
      replaced += text.slice(at, next) + by(text.slice(next, end))
      if (operator !== '//') return replaced + text.slice(end)
      at = end
    } else if (next === undefined || operator === '/#') return replaced + text.slice(at)
    else {
      replaced += text.slice(at, next + 1)
      at = next + 1
    }
  }
  return replaced
}

/** The next place where the first byte of the pattern is, where it has one. */
function nextCandidate(tokens: readonly Token[], text: ByteString, from: number): number | undefined {
  const [first] = tokens
  if (first?.kind !== 'byte') return from
  const at = text.indexOf(String.fromCharCode(first.code), from)
  return at < 0 ? undefined : at
}

function endAt(tokens: readonly Token[], text: ByteString, from: number): number {
  if (tokens.some(({ kind }) => kind === 'star' || kind === 'group')) return endsOf(tokens, text, from).lastIndexOf(1)
  const end = from + tokens.length
  if (end > text.length) return -1
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    const code = text.charCodeAt(from + at)
    if (token.kind === 'byte' ? token.code !== code : token.kind === 'set' && !token.has(code)) return -1
  }
  return end
}
