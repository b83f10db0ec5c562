import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { groupOf, type Match, type Regex } from '../../../regex/regex.js'
import type { ReplacementPart, Substitution } from './command.js'

/** What a text becomes by `s`; undefined where it does not match. */
export async function substitute(
  proc: Proc,
  text: ByteString,
  regex: Regex,
  { replacement, global, number }: Substitution,
): Promise<ByteString | undefined> {
  let result = ''
  let copied = 0
  let count = 0
  let replaced = false
  for (let from = 0; from <= text.length;) {
    const found = regex.exec(text, proc, { from })
    const match = found instanceof Promise ? await found : found
    if (match === undefined) break
    const turn = proc.tick()
    if (turn !== undefined) await turn
    // An empty match right behind the last one is none.
    const empty = match.end === match.start
    if (!(empty && match.start === copied && count > 0 && copied > 0 && from === copied)) count++
    else {
      from = match.end + 1
      continue
    }
    if (count >= number) {
      result += text.slice(copied, match.start) + replace(text, match, replacement)
      copied = match.end
      replaced = true
      if (!global) break
    } else if (count < number) {
      result += text.slice(copied, match.end)
      copied = match.end
    }
    from = empty ? match.end + 1 : match.end
  }
  return replaced ? result + text.slice(copied) : undefined
}

function replace(text: ByteString, match: Match, parts: readonly ReplacementPart[]): ByteString {
  let result = ''
  let all: 'L' | 'U' | 'E' = 'E'
  let one: 'l' | 'u' | undefined
  for (const part of parts) {
    if ('change' in part) {
      if (part.change === 'l' || part.change === 'u') one = part.change
      else {
        all = part.change
        one = undefined
      }
      continue
    }
    let added = 'group' in part ? (groupOf(text, match, part.group) ?? '') : part.text
    if (added === '') continue
    if (all !== 'E') added = all === 'L' ? lower(added) : upper(added)
    if (one !== undefined) added = (one === 'l' ? lower(added[0]!) : upper(added[0]!)) + added.slice(1)
    one = undefined
    result += added
  }
  return result
}

const lower = (text: ByteString): ByteString => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
const upper = (text: ByteString): ByteString => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
