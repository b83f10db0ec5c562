import type { Program } from '../../kernel/proc.js'
import { readOptions } from '../options.js'
import { eachInput } from './inputs.js'

/** `less` and `more`, which show all at once: nobody turns the pages. */
export const pager: Program = async (proc) => {
  const words = readOptions(proc, { short: 'EFMNSRXIimsdpc' })
  if (words === undefined) return 1
  const fine = await eachInput(proc, words.operands, async ({ fd }) => {
    for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) await proc.write(1, chunk)
  })
  return fine ? 0 : 1
}
