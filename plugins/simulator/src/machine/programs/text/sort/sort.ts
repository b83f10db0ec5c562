import type { ByteString } from '../../../byte-string.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { complain, reasonOf } from '../../complain.js'
import { Lines } from '../../lines.js'
import { readOptions, type Words } from '../../options.js'
import { Output } from '../../output.js'
import { mergeSort } from '../../shared/merge-sort.js'
import { comparison, type Compare, type SortOrder } from './compare.js'
import { orderingOf, readKey, type Key } from './keys.js'

const long = {
  'ignore-leading-blanks': 'b',
  'dictionary-order': 'd',
  'ignore-case': 'f',
  'general-numeric-sort': 'g',
  'human-numeric-sort': 'h',
  'ignore-nonprinting': 'i',
  'month-sort': 'M',
  'numeric-sort': 'n',
  reverse: 'r',
  'version-sort': 'V',
  'check::': 'c',
  'key:': 'k',
  merge: 'm',
  'output:': 'o',
  stable: 's',
  'buffer-size:': 'S',
  'field-separator:': 't',
  'temporary-directory:': 'T',
  unique: 'u',
  'zero-terminated': 'z',
  'parallel:': '+parallel',
}

export const sort: Program = async (proc) => {
  const short = proc.flavor === 'gnu' ? 'bdfghiMnrVcCk:mo:sS:t:T:uz' : 'bdfgiMnrVck:mo:sS:t:T:uz'
  const words = readOptions(proc, { short, long })
  if (words === undefined) return 2
  const order = orderOf(proc, words)
  if (typeof order === 'string') {
    await complain(proc, order)
    return 2
  }
  const separator = words.has('z') ? '\0' : '\n'
  const lines = await readAll(proc, words.operands, separator)
  if (lines === undefined) return 2
  const { full, byKeys } = comparison(order)
  if (words.has('c') || words.has('C')) return check(proc, words, lines, order.unique ? byKeys : full)
  const sorted = await mergeSort(lines, full, proc)
  return write(proc, words, order.unique ? uniqueOf(sorted, byKeys) : sorted, separator)
}

function orderOf(proc: Proc, words: Words): SortOrder | string {
  const keys: Key[] = []
  for (const [name, value] of words.options) {
    if (name !== 'k') continue
    const key = readKey(value)
    if (typeof key !== 'string') keys.push(key)
    else return proc.flavor === 'gnu' ? key : `unknown key option`
  }
  const separator = words.last('t')
  if (separator !== undefined && separator.length !== 1 && separator !== '\\0') {
    if (proc.flavor === 'busybox') return `bad -t parameter`
    return separator === '' ? 'empty tab' : `multi-character tab '${separator}'`
  }
  const letters = words.options.map(([name]) => name).filter((name) => 'dfghiMnrV'.includes(name))
  return {
    keys,
    ordering: orderingOf(letters.join('')),
    separator: separator === '\\0' ? '\0' : separator,
    skipBlanks: words.has('b'),
    stable: words.has('s'),
    unique: words.has('u'),
    lastResort: proc.flavor === 'busybox',
    exponents: proc.flavor === 'busybox',
  }
}

async function readAll(proc: Proc, names: readonly ByteString[], separator: string): Promise<ByteString[] | undefined> {
  const all: ByteString[] = []
  for (const name of names.length > 0 ? names : ['-']) {
    try {
      const fd = name === '-' ? 0 : await proc.open(name, { read: true })
      const lines = new Lines(proc, fd, separator)
      for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
        proc.grow(line.text.length + 16)
        all.push(line.text)
      }
      if (fd !== 0) proc.close(fd)
    } catch (thrown) {
      const reason = reasonOf(thrown)
      const failed = reason === 'Is a directory' ? 'read failed' : 'cannot read'
      await complain(proc, proc.flavor === 'gnu' ? `${failed}: ${name}: ${reason}` : `${name}: ${reason}`)
      return undefined
    }
  }
  return all
}

async function check(proc: Proc, words: Words, lines: readonly ByteString[], compare: Compare): Promise<number> {
  for (let index = 1; index < lines.length; index++) {
    const turn = proc.tick()
    if (turn !== undefined) await turn
    const compared = compare(lines[index - 1]!, lines[index]!)
    if (compared < 0 || (compared === 0 && !words.has('u'))) continue
    const name = words.operands[0] ?? '-'
    if (proc.flavor === 'busybox') await proc.write(2, `Check line ${index}\n`)
    else if (!words.has('C')) await complain(proc, `${name}:${index + 1}: disorder: ${lines[index]}`)
    return 1
  }
  return 0
}

const uniqueOf = (sorted: readonly ByteString[], compare: Compare): ByteString[] =>
  sorted.filter((line, index) => index === 0 || compare(sorted[index - 1]!, line) !== 0)

async function write(proc: Proc, words: Words, lines: readonly ByteString[], separator: string): Promise<number> {
  const name = words.last('o')
  try {
    const fd = name === undefined ? 1 : await proc.open(name, { write: true, create: true, truncate: true })
    const output = new Output(proc, fd)
    for (const line of lines) {
      const wait = output.print(line + separator)
      if (wait !== undefined) await wait
    }
    await output.flush()
    return 0
  } catch (thrown) {
    const reason = reasonOf(thrown)
    await complain(proc, proc.flavor === 'gnu' ? `open failed: ${name}: ${reason}` : `can't open '${name}': ${reason}`)
    return 2
  }
}
