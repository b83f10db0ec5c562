import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions, type Words } from '../options.js'
import { Output } from '../output.js'
import { openInput } from './inputs.js'

const long = {
  count: 'c',
  repeated: 'd',
  unique: 'u',
  'ignore-case': 'i',
  'skip-fields:': 'f',
  'skip-chars:': 's',
  'check-chars:': 'w',
  'zero-terminated': 'z',
  'all-repeated::': 'D',
}

export const uniq: Program = async (proc) => {
  const words = readOptions(proc, { short: proc.flavor === 'gnu' ? 'cduif:s:w:zD' : 'cduif:s:w:z', long })
  if (words === undefined) return 1
  const [input = '-', outputName, extra] = words.operands
  if (extra !== undefined) return tooMany(proc, extra)
  for (const [option, what] of [
    ['f', 'fields to skip'],
    ['s', 'bytes to skip'],
    ['w', 'bytes to compare'],
  ] as const) {
    const value = words.last(option)
    if (value === undefined || /^\d+$/.test(value)) continue
    await complain(proc, proc.flavor === 'gnu' ? `${value}: invalid number of ${what}` : `invalid number '${value}'`)
    return 1
  }
  const fd = await openInput(proc, input)
  if (fd === undefined) return 1
  try {
    const to =
      outputName === undefined || outputName === '-'
        ? 1
        : await proc.open(outputName, { write: true, create: true, truncate: true })
    await filter(proc, fd, new Output(proc, to), words)
  } catch (thrown) {
    await complain(proc, `${outputName ?? `error reading '${input}'`}: ${reasonOf(thrown)}`)
    return 1
  }
  return 0
}

async function tooMany(proc: Proc, extra: ByteString): Promise<number> {
  if (proc.flavor === 'gnu') {
    await complain(proc, `extra operand '${extra}'`)
    await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
  }
  return 1
}

async function filter(proc: Proc, fd: number, output: Output, words: Words): Promise<void> {
  const separator = words.has('z') ? '\0' : '\n'
  const lines = new Lines(proc, fd, separator)
  const keyOf = keyMaker(words)
  let first: ByteString | undefined
  let key = ''
  let count = 0
  const print = (): void | Promise<void> => {
    if (first === undefined || words.has('D')) return
    if ((words.has('d') && count < 2) || (words.has('u') && count > 1)) return
    return output.print(`${words.has('c') ? `${String(count).padStart(7)} ` : ''}${first}${separator}`)
  }
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    const own = keyOf(line.text)
    if (first !== undefined && own === key) {
      if (words.has('D') && count === 1) await output.print(first + separator)
      if (words.has('D')) await output.print(line.text + separator)
      count++
      continue
    }
    await print()
    first = line.text
    key = own
    count = 1
  }
  await print()
  await output.flush()
}

function keyMaker(words: Words): (line: ByteString) => ByteString {
  const fields = Number(words.last('f') ?? 0)
  const chars = Number(words.last('s') ?? 0)
  const most = words.has('w') ? Number(words.last('w')) : undefined
  const ignoreCase = words.has('i')
  return (line) => {
    let at = 0
    for (let field = 0; field < fields && at < line.length; field++) {
      while (at < line.length && /[ \t]/.test(line[at]!)) at++
      while (at < line.length && !/[ \t]/.test(line[at]!)) at++
    }
    const from = at + chars
    const key = line.slice(from, most === undefined ? undefined : from + most)
    return ignoreCase ? key.toLowerCase() : key
  }
}
