import type { ByteString } from '../../../byte-string.js'
import type { Program } from '../../../kernel/proc.js'
import { readOptions } from '../../options.js'
import { readCount } from '../counts.js'
import { dump, hex, printable } from './rows.js'

/** hexdump(1): words of two bytes, or with `-C` bytes and what they are as text. */
export const hexdump: Program = async (proc) => {
  const words = readOptions(proc, { short: 'bcCdn:os:vx' })
  if (words === undefined) return 1
  const canonical = words.has('C') || proc.argv[0] === 'hd'
  const digits = canonical ? 8 : 7
  const common = {
    width: 16,
    all: words.has('v'),
    skip: readCount(words.last('s') ?? '0') ?? 0,
    most: readCount(words.last('n') ?? '') ?? Infinity,
  }
  const show = (row: readonly number[], at: number): ByteString =>
    `${hex(at, digits)}${canonical ? canonicalRow(row) : wordsRow(row, words.has('x') ? 4 : 1)}\n`
  return dump(proc, words.operands, { ...common, show, end: (at) => (at === 0 ? '' : `${hex(at, digits)}\n`) })
}

function canonicalRow(row: readonly number[]): ByteString {
  const cells = Array.from(
    { length: 16 },
    (_, index) => `${index === 8 ? ' ' : ''} ${row[index] === undefined ? '  ' : hex(row[index], 2)}`,
  )
  return ` ${cells.join('')}  |${row.map(printable).join('')}|`
}

function wordsRow(row: readonly number[], gap: number): ByteString {
  const cells: string[] = []
  for (let at = 0; at < 16; at += 2) {
    const word = row[at] === undefined ? '    ' : hex(row[at]! + 256 * (row[at + 1] ?? 0), 4)
    cells.push(' '.repeat(gap) + word)
  }
  return cells.join('')
}
