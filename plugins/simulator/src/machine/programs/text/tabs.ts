import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions, type Words } from '../options.js'
import { Output } from '../output.js'
import { eachInput, plainly } from './inputs.js'

const long = { initial: 'i', 'tabs:': 't', all: 'a', 'first-only': 'f' }

/** Tabs become blanks. */
export const expand: Program = (proc) =>
  convert(proc, 'it:', (text, stops, words) => expanded(text, stops, words.has('i')))

/** Blanks become tabs: those that begin a line, or all. */
export const unexpand: Program = (proc) =>
  convert(proc, 'aft:', (text, stops, words) => {
    const gnu = proc.flavor === 'gnu'
    const asked = words.has('a') || words.has('t')
    // A single blank stays as it is, but for busybox that was asked for all.
    return unexpanded(text, stops, { all: (!gnu || asked) && !words.has('f'), keepsOne: gnu || !asked })
  })

/** Where the next stop is behind a column; undefined where there is none. */
type Stops = (column: number) => number | undefined

async function convert(
  proc: Proc,
  short: string,
  change: (text: ByteString, stops: Stops, words: Words) => ByteString,
): Promise<number> {
  const words = readOptions(proc, { short, long })
  if (words === undefined) return 1
  const list = words.last('t') ?? '8'
  if (!/^\d+(?:[, ]\d+)*$/.test(list)) {
    await complain(
      proc,
      proc.flavor === 'gnu' ? `tab size contains invalid character(s): '${list}'` : `invalid number '${list}'`,
    )
    return 1
  }
  const stops = stopsOf(list.split(/[, ]/).map(Number))
  const output = new Output(proc)
  const fine = await eachInput(
    proc,
    words.operands,
    async ({ fd }) => {
      const lines = new Lines(proc, fd)
      for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
        await output.print(change(line.text, stops, words) + (line.ended ? '\n' : ''))
      }
    },
    { say: plainly },
  )
  await output.flush()
  return fine ? 0 : 1
}

function stopsOf(list: readonly number[]): Stops {
  const [first = 8] = list
  if (list.length === 1) return (column) => column + first - (column % first)
  return (column) => list.find((stop) => stop > column)
}

function expanded(text: ByteString, stops: Stops, initial: boolean): ByteString {
  let result = ''
  let begun = false
  for (const char of text) {
    if (char === '\t' && !(initial && begun))
      result += ' '.repeat((stops(result.length) ?? result.length + 1) - result.length)
    else result += char
    if (char !== ' ' && char !== '\t') begun = true
  }
  return result
}

function unexpanded(
  text: ByteString,
  stops: Stops,
  { all, keepsOne }: { readonly all: boolean; readonly keepsOne: boolean },
): ByteString {
  let result = ''
  let column = 0
  let blanks = ''
  let begun = false
  for (const char of text) {
    if ((char === ' ' || char === '\t') && (all || !begun)) {
      const stop = stops(column)
      column = char === '\t' ? (stop ?? column + 1) : column + 1
      blanks += char
      if (stop !== undefined && column === stop) {
        result += blanks === ' ' && begun && keepsOne ? ' ' : '\t'
        blanks = ''
      }
      continue
    }
    result += blanks + char
    blanks = ''
    column++
    begun = true
  }
  return result + blanks
}
