import type { Program } from '../../kernel/proc.js'
import { RegexError } from '../../regex/node.js'
import { Regex } from '../../regex/regex.js'
import { complain } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { eachInput, plainly } from './inputs.js'

const long = {
  'body-numbering:': 'b',
  'number-width:': 'w',
  'number-separator:': 's',
  'number-format:': 'n',
  'starting-line-number:': 'v',
  'line-increment:': 'i',
  'join-blank-lines:': 'l',
  'no-renumber': 'p',
}

export const nl: Program = async (proc) => {
  const words = readOptions(proc, { short: proc.flavor === 'gnu' ? 'b:d:f:h:w:s:n:v:i:l:p' : 'b:w:s:v:i:l:p', long })
  if (words === undefined) return 1
  const style = words.last('b') ?? 't'
  const width = Number(words.last('w') ?? 6)
  const separator = words.last('s') ?? '\t'
  const format = words.last('n') ?? 'rn'
  const step = Number(words.last('i') ?? 1)
  let regex: Regex | undefined
  try {
    if (style.startsWith('p')) regex = new Regex(style.slice(1))
  } catch (thrown) {
    if (!(thrown instanceof RegexError)) throw thrown
    await complain(proc, thrown.message)
    return 1
  }
  if (!/^[atnp]/.test(style)) {
    await complain(proc, `invalid body numbering style: '${style}'`)
    return 1
  }
  const output = new Output(proc)
  let number = Number(words.last('v') ?? 1)
  const shown = (value: number): string => {
    if (format === 'ln') return String(value).padEnd(width)
    return String(value).padStart(width, format === 'rz' ? '0' : ' ')
  }
  const fine = await eachInput(
    proc,
    words.operands,
    async ({ fd }) => {
      const lines = new Lines(proc, fd)
      for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
        const numbered =
          style === 'a' ||
          (style === 't' && line.text !== '') ||
          (regex !== undefined && (await regex.test(line.text, proc)))
        const prefix = numbered ? shown(number) + separator : ' '.repeat(width + separator.length)
        if (numbered) number += step
        await output.print(`${prefix}${line.text}\n`)
      }
    },
    { say: plainly },
  )
  await output.flush()
  return fine ? 0 : 1
}
