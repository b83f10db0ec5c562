import type { ByteString } from '../../../byte-string.js'
import type { Change } from './edits.js'

/** The lines of one side, and whether the last one has no end. */
export interface Side {
  readonly lines: readonly ByteString[]
  readonly unended: boolean
}

const lineOf = (mark: string, { lines, unended }: Side, index: number): ByteString =>
  `${mark}${lines[index]}\n${unended && index === lines.length - 1 ? '\\ No newline at end of file\n' : ''}`

const linesOf = (mark: string, side: Side, from: number, to: number): ByteString => {
  let text = ''
  for (let index = from; index < to; index++) text += lineOf(mark, side, index)
  return text
}

/** A change as `diff` shows it without options. */
export function normal(old: Side, now: Side, change: Change): ByteString {
  const { oldFrom, oldTo, newFrom, newTo } = change
  const range = (from: number, to: number): string => (to - from <= 1 ? String(to) : `${from + 1},${to}`)
  const kind = oldFrom === oldTo ? 'a' : newFrom === newTo ? 'd' : 'c'
  const head = `${range(oldFrom, oldTo)}${kind}${range(newFrom, newTo)}\n`
  return head + linesOf('< ', old, oldFrom, oldTo) + (kind === 'c' ? '---\n' : '') + linesOf('> ', now, newFrom, newTo)
}

/** Changes with so many lines around them, as `diff -u` shows them. */
export function* unified(old: Side, now: Side, changes: readonly Change[], context: number): Generator<ByteString> {
  for (let index = 0; index < changes.length;) {
    let end = index + 1
    while (end < changes.length && changes[end]!.oldFrom - changes[end - 1]!.oldTo <= 2 * context) end++
    yield hunk(old, now, changes.slice(index, end), context)
    index = end
  }
}

function hunk(old: Side, now: Side, changes: readonly Change[], context: number): ByteString {
  const [first, last] = [changes[0]!, changes.at(-1)!]
  const oldFrom = Math.max(first.oldFrom - context, 0)
  const newFrom = Math.max(first.newFrom - context, 0)
  const oldTo = Math.min(last.oldTo + context, old.lines.length)
  const newTo = Math.min(last.newTo + context, now.lines.length)
  const range = (from: number, to: number): string => {
    if (to - from === 1) return String(from + 1)
    return to === from ? `${from},0` : `${from + 1},${to - from}`
  }
  let text = `@@ -${range(oldFrom, oldTo)} +${range(newFrom, newTo)} @@\n`
  let at = oldFrom
  for (const change of changes) {
    text += linesOf(' ', old, at, change.oldFrom)
    text += linesOf('-', old, change.oldFrom, change.oldTo) + linesOf('+', now, change.newFrom, change.newTo)
    at = change.oldTo
  }
  return text + linesOf(' ', old, at, oldTo)
}
