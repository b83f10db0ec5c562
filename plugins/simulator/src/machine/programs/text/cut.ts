import type { ByteString } from '../../byte-string.js'
import type { Flavor, Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions, type Words } from '../options.js'
import { Output } from '../output.js'
import { eachInput, plainly } from './inputs.js'

const long = {
  'bytes:': 'b',
  'characters:': 'c',
  'fields:': 'f',
  'delimiter:': 'd',
  'only-delimited': 's',
  complement: '+complement',
  'output-delimiter:': '+output',
  'zero-terminated': 'z',
}

type Ranges = readonly (readonly [from: number, to: number])[]

export const cut: Program = async (proc) => {
  const words = readOptions(proc, { short: proc.flavor === 'gnu' ? 'b:c:f:d:snz' : 'b:c:f:d:snD', long })
  if (words === undefined) return 1
  const wrong = wrongIn(proc, words)
  if (wrong !== undefined) return refuse(proc, wrong)
  const [unit, list] = words.options.find(([name]) => 'bcf'.includes(name))!
  const ranges = rangesOf(proc, list, unit === 'f')
  if (typeof ranges === 'string') return refuse(proc, ranges)
  const separator = words.has('z') ? '\0' : '\n'
  const output = new Output(proc)
  const pick = unit === 'f' ? fieldsOf(words, ranges, proc.flavor) : charsOf(words, ranges)
  const fine = await eachInput(
    proc,
    words.operands,
    async ({ fd }) => {
      const lines = new Lines(proc, fd, separator)
      for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
        const picked = pick(line.text)
        if (picked !== undefined) await output.print(picked + separator)
      }
      await output.flush()
    },
    { say: plainly },
  )
  await output.flush()
  return fine ? 0 : 1
}

async function refuse(proc: Proc, sentence: string): Promise<number> {
  if (sentence === '') return 1
  await complain(proc, sentence)
  if (proc.flavor === 'gnu') await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
  return 1
}

function wrongIn(proc: Proc, words: Words): string | undefined {
  const gnu = proc.flavor === 'gnu'
  const lists = words.options.filter(([name]) => 'bcf'.includes(name))
  if (lists.length === 0)
    return gnu
      ? 'you must specify a list of bytes, characters, or fields'
      : 'expected a list of bytes, characters, or fields'
  if (lists.length > 1) return gnu ? 'only one list may be specified' : ''
  const byFields = lists[0]![0] === 'f'
  const delimiter = words.last('d')
  if (delimiter !== undefined && delimiter.length > 1)
    return gnu ? 'the delimiter must be a single character' : undefined
  if (delimiter !== undefined && !byFields) {
    return gnu
      ? 'an input delimiter may be specified only when operating on fields'
      : 'a delimiter may be specified only when operating on fields'
  }
  if (words.has('s') && !byFields) {
    return gnu
      ? 'suppressing non-delimited lines makes sense\n\tonly when operating on fields'
      : 'suppressing non-delimited lines makes sense only when operating on fields'
  }
  return undefined
}

/** The ranges of a list in order, those that touch put together; a string is what is wrong. */
function rangesOf(proc: Proc, list: ByteString, byFields: boolean): Ranges | string {
  const gnu = proc.flavor === 'gnu'
  const ranges: [number, number][] = []
  for (const part of list.split(/[, ]/)) {
    const found = /^(\d*)(-?)(\d*)$/.exec(part)
    if (found === null)
      return gnu
        ? `invalid ${byFields ? 'field' : 'byte/character position'} value '${part}'`.replace(
            'position value',
            'position',
          )
        : `invalid number '${part}'`
    const [, first, dash, last] = found
    if (first === '' && last === '')
      return gnu
        ? dash === ''
          ? byFields
            ? 'fields are numbered from 1'
            : 'byte/character positions are numbered from 1'
          : 'invalid range with no endpoint: -'
        : `invalid range ${part}`
    const from = first === '' ? 1 : Math.max(Number(first), gnu ? 0 : 1)
    const to = dash === '' ? from : last === '' ? Infinity : Number(last)
    if (from === 0 || to === 0)
      return gnu
        ? byFields
          ? 'fields are numbered from 1'
          : 'byte/character positions are numbered from 1'
        : `invalid range ${part}`
    if (to < from) return gnu ? 'invalid decreasing range' : `${to}<${from - 1}`
    ranges.push([from, to])
  }
  ranges.sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [from, to] of ranges) {
    const before = merged.at(-1)
    if (before !== undefined && from <= before[1]) before[1] = Math.max(before[1], to)
    else merged.push([from, to])
  }
  return merged
}

function complementOf(ranges: Ranges): Ranges {
  const rest: [number, number][] = []
  let next = 1
  for (const [from, to] of ranges) {
    if (from > next) rest.push([next, from - 1])
    next = to + 1
  }
  if (next !== Infinity) rest.push([next, Infinity])
  return rest
}

function charsOf(words: Words, given: Ranges): (line: ByteString) => ByteString {
  const ranges = words.has('+complement') ? complementOf(given) : given
  const between = words.last('+output') ?? ''
  return (line) =>
    ranges
      .filter(([from]) => from <= line.length)
      .map(([from, to]) => line.slice(from - 1, to))
      .join(between)
}

function fieldsOf(words: Words, given: Ranges, flavor: Flavor): (line: ByteString) => ByteString | undefined {
  const ranges = words.has('+complement') ? complementOf(given) : given
  const delimiter = (words.last('d') ?? '\t') || '\0'
  const between = words.last('+output') ?? delimiter
  return (line) => {
    if (!line.includes(delimiter)) return words.has('s') && (line !== '' || flavor === 'gnu') ? undefined : line
    const fields = line.split(delimiter)
    return ranges.flatMap(([from, to]) => fields.slice(from - 1, to)).join(between)
  }
}
