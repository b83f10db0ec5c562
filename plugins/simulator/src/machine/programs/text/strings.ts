import type { Program } from '../../kernel/proc.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { eachInput } from './inputs.js'

/** Runs of at least so many characters that can be printed. */
export const strings: Program = async (proc) => {
  const words = readOptions(proc, { short: 'afn:ot:', long: { 'bytes:': 'n', all: 'a', 'print-file-name': 'f' } })
  if (words === undefined) return 1
  const least = Number(words.last('n') ?? 4)
  const output = new Output(proc)
  const fine = await eachInput(proc, words.operands, async ({ fd, name }) => {
    let run = ''
    let counted = 0
    const count = (): void => {
      proc.grow(run.length - counted)
      counted = run.length
    }
    const print = (): void | Promise<void> => {
      const text = run
      run = ''
      if (text.length >= least) return output.print(`${words.has('f') ? `${name}: ` : ''}${text}\n`)
    }
    for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
      for (const byte of chunk) {
        if ((byte >= 32 && byte < 127) || byte === 9) run += String.fromCharCode(byte)
        else if (run !== '') await print()
      }
      count()
    }
    await print()
    count()
  })
  await output.flush()
  return fine ? 0 : 1
}
