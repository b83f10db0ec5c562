import type { ByteString } from '../../byte-string.js'
import type { Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { eachInput, plainly } from './inputs.js'

export const fold: Program = async (proc) => {
  const words = readOptions(proc, { short: 'bsw:', long: { bytes: 'b', spaces: 's', 'width:': 'w' } })
  if (words === undefined) return 1
  const width = words.last('w') ?? '80'
  if (!/^[1-9]\d*$/.test(width)) {
    await complain(proc, proc.flavor === 'gnu' ? `invalid number of columns: '${width}'` : `invalid number '${width}'`)
    return 1
  }
  const output = new Output(proc)
  const fine = await eachInput(
    proc,
    words.operands,
    async ({ fd }) => {
      const lines = new Lines(proc, fd)
      for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
        const folded = foldLine(line.text, Number(width), words.has('b'), words.has('s'))
        await output.print(folded + (line.ended ? '\n' : ''))
      }
      await output.flush()
    },
    { say: plainly },
  )
  return fine ? 0 : 1
}

function foldLine(text: ByteString, width: number, bytes: boolean, atSpaces: boolean): ByteString {
  let result = ''
  let begin = 0
  let column = 0
  for (let at = 0; at < text.length; at++) {
    const next = bytes ? column + 1 : columnAfter(column, text[at]!)
    if (next <= width || at === begin) {
      column = next
      continue
    }
    const space = atSpaces ? lastBlank(text, begin, at) : -1
    const end = space < 0 ? at : space + 1
    result += `${text.slice(begin, end)}\n`
    begin = end
    column = 0
    at = end - 1
  }
  return result + text.slice(begin)
}

function lastBlank(text: ByteString, begin: number, end: number): number {
  for (let at = end - 1; at >= begin; at--) if (text[at] === ' ' || text[at] === '\t') return at
  return -1
}

function columnAfter(column: number, char: string): number {
  if (char === '\t') return column + 8 - (column % 8)
  if (char === '\b') return Math.max(column - 1, 0)
  return char === '\r' ? 0 : column + 1
}
