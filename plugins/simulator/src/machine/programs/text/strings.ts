import { fromBytes } from '../../byte-string.js'
import type { Program } from '../../kernel/proc.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { eachInput } from './inputs.js'

const isPrintable = (byte: number): boolean => (byte >= 32 && byte < 127) || byte === 9

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
      let from = 0
      for (let at = 0; at < chunk.length; at++) {
        if (isPrintable(chunk[at]!)) continue
        run += fromBytes(chunk.subarray(from, at))
        from = at + 1
        if (run !== '') await print()
      }
      run += fromBytes(chunk.subarray(from))
      count()
    }
    await print()
    count()
  })
  await output.flush()
  return fine ? 0 : 1
}
