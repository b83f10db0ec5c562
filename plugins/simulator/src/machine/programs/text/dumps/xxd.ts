import type { ByteString } from '../../../byte-string.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { readOptions } from '../../options.js'
import { readCount } from '../counts.js'
import { eachInput } from '../inputs.js'
import { dump, hex, printable } from './rows.js'

/** xxd(1), without the way back from `-r` but for what it makes itself with `-p`. */
export const xxd: Program = async (proc) => {
  const words = readOptions(proc, { short: 'c:g:l:prs:u' })
  if (words === undefined) return 1
  if (words.has('r')) return words.has('p') ? fromPlain(proc, words.operands) : notSimulated(proc)
  const plain = words.has('p')
  const columns = Number(words.last('c') ?? (plain ? 30 : 16))
  const group = Number(words.last('g') ?? 2) || columns
  const upper = words.has('u')
  const show = (row: readonly number[], at: number): ByteString => {
    const cells = row.map((byte) => (upper ? hex(byte, 2).toUpperCase() : hex(byte, 2)))
    if (plain) return `${cells.join('')}\n`
    let text = ''
    for (let index = 0; index < columns; index++)
      text += `${cells[index] ?? '  '}${index % group === group - 1 ? ' ' : ''}`
    const gap = columns % group === 0 ? ' ' : '  '
    return `${hex(at, 8)}: ${text}${gap}${row.map(printable).join('')}\n`
  }
  const most = readCount(words.last('l') ?? '') ?? Infinity
  return dump(proc, words.operands.slice(0, 1), {
    width: columns,
    all: true,
    skip: readCount(words.last('s') ?? '0') ?? 0,
    most,
    show,
    end: () => '',
  })
}

async function notSimulated(proc: Proc): Promise<number> {
  await complain(proc, '-r without -p is not simulated')
  return 1
}

async function fromPlain(proc: Proc, names: readonly ByteString[]): Promise<number> {
  let rest = ''
  const fine = await eachInput(proc, names, async ({ fd }) => {
    for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
      rest += Buffer.from(chunk)
        .toString('latin1')
        .replace(/[^0-9a-fA-F]/g, '')
      const whole = rest.length - (rest.length % 2)
      await proc.write(1, Buffer.from(rest.slice(0, whole), 'hex'))
      rest = rest.slice(whole)
    }
  })
  return fine ? 0 : 1
}
