import { fromBytes, type ByteString } from '../../byte-string.js'
import type { Program } from '../../kernel/proc.js'
import { Lines } from '../lines.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { eachInput, readWhole } from './inputs.js'

/** The lines of each input from the last to the first. */
export const tac: Program = async (proc) => {
  const words = readOptions(proc, {
    short: proc.flavor === 'gnu' ? 'brs:' : '',
    long: { before: 'b', 'separator:': 's' },
  })
  if (words === undefined) return 1
  const separator = words.last('s') ?? '\n'
  const output = new Output(proc)
  const fine = await eachInput(
    proc,
    words.operands,
    async ({ fd }) => {
      const text = fromBytes(await readWhole(proc, fd))
      for (let end = text.length; end > 0;) {
        const begin = end > separator.length ? text.lastIndexOf(separator, end - separator.length - 1) : -1
        const from = begin < 0 ? 0 : begin + separator.length
        await output.print(text.slice(from, end))
        end = from
      }
      await output.flush()
      proc.shrink(text.length)
    },
    {
      say: (_, name, reason) =>
        proc.flavor === 'gnu' ? `failed to open '${name}' for reading: ${reason}` : `${name}: ${reason}`,
      sayRead: (_, name, reason) => `${name}: read error: ${reason}`,
    },
  )
  return fine ? 0 : 1
}

const backwards = (text: ByteString): ByteString => [...text].reverse().join('')

/** Each line backwards. */
export const rev: Program = async (proc) => {
  const words = readOptions(proc, { short: '' })
  if (words === undefined) return 1
  const output = new Output(proc)
  const say = (_: unknown, name: ByteString, reason: string): string =>
    proc.flavor === 'gnu' ? `cannot open ${name}: ${reason}` : `${name}: ${reason}`
  const fine = await eachInput(
    proc,
    words.operands,
    async ({ fd }) => {
      const lines = new Lines(proc, fd)
      for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
        await output.print(backwards(line.text) + (line.ended ? '\n' : ''))
      }
    },
    { say },
  )
  await output.flush()
  return fine ? 0 : 1
}
