import { engineEntry } from './engine-entry.js'
import { checkUnique, mostChildren, quoted, readEntry, readLabel } from './entry.js'
import { expandRanges } from './ranges.js'
import type { ChildEntry } from './source.js'
import { wordsOf } from './words.js'

const named = /^([^=:/[\]]+)=([^]*)$/
const address = /^(?:tcp:\/\/)?(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/

/**
 * Reads one child a line: `NAME='backend words'`, or the address of an engine, `host:2375`, which may have ranges; labels,
 * `disk=ssd`, follow. What is behind a `#` is a comment.
 *
 * @throws an `Error` that begins with `file:line`
 */
export function readLines(file: string, text: string): readonly ChildEntry[] {
  const children: ChildEntry[] = []
  for (const [index, line] of text.split('\n').entries()) {
    try {
      children.push(...readLine(line))
      checkUnique(children)
    } catch (thrown) {
      throw new Error(`${file}:${index + 1}: ${(thrown as Error).message}`, { cause: thrown })
    }
  }
  return children
}

function readLine(line: string): readonly ChildEntry[] {
  const [first, ...rest] = wordsOf(line)
  if (first === undefined) return []
  const [, name, spec] = named.exec(first) ?? []
  const entries = name === undefined ? enginesOf(first) : [readEntry(name, spec)]
  const labels = new Map(rest.map((text) => labelOf(text, first)))
  return entries.map((entry) => ({ ...entry, labels }))
}

function enginesOf(text: string): readonly ChildEntry[] {
  return expandRanges(text, mostChildren).map((one) => {
    const [, six, host = six, port] = address.exec(one) ?? []
    if (host === undefined || Number(port) < 1 || Number(port) > 65535) {
      throw new Error(`expected NAME='backend words' or host:port, not ${quoted(one)}`)
    }
    return engineEntry({ host, port: Number(port) })
  })
}

/** A label; whoever forgot the quotes of a backend is told. */
function labelOf(text: string, first: string): readonly [string, string] {
  if (!text.includes('=')) {
    throw new Error(
      `expected a label, as disk=ssd, not ${quoted(text)}: a backend is in quotes, NAME='forward tcp://host:2375'`,
    )
  }
  return readLabel(text, quoted(first))
}
