import { fromBytes, type ByteString } from '../../byte-string.js'
import type { Flavor, Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { readOptions, type Words } from '../options.js'
import { Output } from '../output.js'
import { readSet, TrError } from './tr-sets.js'

const long = { delete: 'd', 'squeeze-repeats': 's', complement: 'c', 'truncate-set1': 't' }

export const tr: Program = async (proc) => {
  const words = readOptions(proc, { short: '+dscCt', long })
  if (words === undefined) return 1
  const wrong = wrongIn(words)
  if (wrong !== undefined && proc.flavor === 'busybox') return 1
  if (wrong !== undefined) {
    await complain(proc, wrong)
    await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
    return 1
  }
  try {
    await translate(proc, tablesOf(words, proc.flavor))
    return 0
  } catch (thrown) {
    if (!(thrown instanceof TrError)) throw thrown
    await complain(proc, thrown.message)
    return 1
  }
}

function wrongIn(words: Words): string | undefined {
  const has = (name: string): boolean => words.has(name)
  const [first, second, third] = words.operands
  if (first === undefined) return 'missing operand'
  const needsTwo = !has('d') && !has('s')
  if (second === undefined && needsTwo)
    return `missing operand after '${first}'\nTwo strings must be given when translating.`
  if (second === undefined && has('d') && has('s'))
    return `missing operand after '${first}'\nTwo strings must be given when both deleting and squeezing repeats.`
  if (second !== undefined && has('d') && !has('s'))
    return `extra operand '${second}'\nOnly one string may be given when deleting without squeezing repeats.`
  return third === undefined ? undefined : `extra operand '${third}'`
}

interface Tables {
  readonly map: readonly string[]
  readonly deleted: Uint8Array
  readonly squeezed: Uint8Array
}

function tablesOf(words: Words, flavor: Flavor): Tables {
  const [first = '', second] = words.operands
  const one = readSet(first, flavor).chars
  const complement = words.has('c') || words.has('C')
  const from = complement ? others(one) : one
  const map = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte))
  const deleted = new Uint8Array(256)
  const squeezed = new Uint8Array(256)
  const mark = (table: Uint8Array, chars: readonly string[]): void => {
    for (const char of chars) table[char.charCodeAt(0)] = 1
  }
  if (words.has('d')) {
    mark(deleted, from)
    if (words.has('s') && second !== undefined) mark(squeezed, readSet(second, flavor).chars)
    return { map, deleted, squeezed }
  }
  if (second === undefined) {
    mark(squeezed, from)
    return { map, deleted, squeezed }
  }
  const to = lengthened(readSet(second, flavor), from.length)
  if (to.length === 0 && from.length > 0) throw new TrError('when not truncating set1, string2 must be non-empty')
  for (const [index, char] of from.entries()) {
    const becomes = to[index] ?? (words.has('t') ? undefined : to.at(-1))
    if (becomes !== undefined) map[char.charCodeAt(0)] = becomes
  }
  if (words.has('s')) mark(squeezed, to)
  return { map, deleted, squeezed }
}

function lengthened({ chars, fill }: ReturnType<typeof readSet>, length: number): string[] {
  if (fill === undefined) return chars
  const missing = Math.max(length - chars.length, 0)
  return [...chars.slice(0, fill.at), ...Array.from({ length: missing }, () => fill.char), ...chars.slice(fill.at)]
}

function others(chars: readonly string[]): string[] {
  const known = new Set(chars)
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).filter((char) => !known.has(char))
}

async function translate(proc: Proc, { map, deleted, squeezed }: Tables): Promise<void> {
  const output = new Output(proc)
  let last: ByteString = ''
  for (let chunk = await proc.read(0); chunk !== null; chunk = await proc.read(0)) {
    let result = ''
    for (const char of fromBytes(chunk)) {
      const byte = char.charCodeAt(0)
      if (deleted[byte] === 1) continue
      const becomes = map[byte]!
      if (becomes === last && squeezed[becomes.charCodeAt(0)] === 1) continue
      last = becomes
      result += becomes
    }
    await output.print(result)
    await output.flush()
  }
}
