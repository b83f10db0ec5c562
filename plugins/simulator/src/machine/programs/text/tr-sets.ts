import type { ByteString } from '../../byte-string.js'
import type { Flavor } from '../../kernel/proc.js'
import { classes } from '../../regex/byte-set.js'
import { escapeAt } from './escapes.js'

/** A set of `tr` as the characters that it is, in order; `fill` is where a `[c*]` makes it as long as the other one. */
export interface TrSet {
  readonly chars: string[]
  readonly fill: { readonly char: string; readonly at: number } | undefined
}

export class TrError extends Error {}

/** Reads a set; throws `TrError`. */
export function readSet(text: ByteString, flavor: Flavor): TrSet {
  const chars: string[] = []
  let fill: TrSet['fill']
  for (let at = 0; at < text.length;) {
    const named = /^\[:([a-z]*):\]|^\[=([^])=\]/.exec(text.slice(at))
    if (named !== null && !(flavor === 'busybox' && isText(named))) {
      chars.push(...membersOf(named))
      at += named[0].length
      continue
    }
    const repeated = /^\[(\\[^]|[^])\*(\d*)\]/.exec(text.slice(at))
    if (repeated !== null) {
      const [whole, written = '', count = ''] = repeated
      const { char } = charAt(written, 0)
      if (count === '' || Number(count) === 0) fill = { char, at: chars.length }
      else
        for (let left = Math.min(parseInt(count, count.startsWith('0') ? 8 : 10), 256); left > 0; left--)
          chars.push(char)
      at += whole.length
      continue
    }
    const first = charAt(text, at)
    at = first.end
    if (text[at] !== '-' || at + 1 >= text.length) {
      chars.push(first.char)
      continue
    }
    const last = charAt(text, at + 1)
    at = last.end
    const [from, to] = [first.char.charCodeAt(0), last.char.charCodeAt(0)]
    if (to < from)
      throw new TrError(`range-endpoints of '${first.char}-${last.char}' are in reverse collating sequence order`)
    for (let code = from; code <= to; code++) chars.push(String.fromCharCode(code))
  }
  return { chars, fill }
}

/** To busybox these are no classes, nor is what it does not know. */
const isText = ([, name]: RegExpExecArray): boolean =>
  name !== undefined && (name === 'print' || name === 'graph' || !classes.has(name))

function membersOf([, name, same]: RegExpExecArray): string[] {
  if (same !== undefined) return [same]
  const found = classes.get(name!)
  if (found === undefined) throw new TrError(`invalid character class '${name}'`)
  return [...found.keys()].filter((byte) => found[byte] === 1).map((byte) => String.fromCharCode(byte))
}

function charAt(text: ByteString, at: number): { readonly char: string; readonly end: number } {
  if (text[at] !== '\\' || at + 1 >= text.length) return { char: text[at]!, end: at + 1 }
  const { value, length } = escapeAt(text, at, { octal: 'plain', stops: false })
  if (length > 1 && text[at + 1] !== 'x' && text[at + 1] !== 'e') return { char: value, end: at + length }
  return { char: text[at + 1]!, end: at + 2 }
}
