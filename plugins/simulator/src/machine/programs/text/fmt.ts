import type { ByteString } from '../../byte-string.js'
import type { Program } from '../../kernel/proc.js'
import { Lines } from '../lines.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { eachInput } from './inputs.js'

/** Fills the lines of paragraphs, each as far as it goes: coreutils' fmt balances them instead. */
export const fmt: Program = async (proc) => {
  const words = readOptions(proc, {
    short: 'cp:stuw:',
    long: { 'width:': 'w', 'split-only': 's', 'uniform-spacing': 'u' },
  })
  if (words === undefined) return 1
  const width = Number(words.last('w') ?? 75)
  const output = new Output(proc)
  let line: ByteString = ''
  let indent = ''
  const flush = (): void | Promise<void> => {
    const text = line
    line = ''
    if (text !== '') return output.print(`${text}\n`)
  }
  const fine = await eachInput(proc, words.operands, async ({ fd }) => {
    const lines = new Lines(proc, fd)
    for (let read = await lines.next(); read !== undefined; read = await lines.next()) {
      const own = /^[ \t]*/.exec(read.text)![0]
      const parts = read.text.match(/[^ \t]+/g) ?? []
      if (parts.length === 0 || own !== indent) await flush()
      if (parts.length === 0) await output.print('\n')
      indent = own
      for (const part of parts) {
        if (line !== '' && line.length + 1 + part.length > width) await flush()
        line = line === '' ? indent + part : `${line} ${part}`
      }
      if (words.has('s')) await flush()
    }
    await flush()
  })
  await output.flush()
  return fine ? 0 : 1
}
