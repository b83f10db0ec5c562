import type { Proc } from '../../kernel/proc.js'
import { nameOf } from '../complain.js'

/** Asks a question on the standard error: whether the answer is a yes. */
export async function ask(proc: Proc, question: string): Promise<boolean> {
  await proc.write(2, `${nameOf(proc)}: ${question}? `)
  return readYes(proc)
}

/** Reads a line: whether it is a yes. */
export async function readYes(proc: Proc): Promise<boolean> {
  let line = ''
  for (;;) {
    const byte = await proc.read(0, 1)
    if (byte === null || byte[0] === 10) break
    if (line.length < 100) line += String.fromCharCode(byte[0]!)
  }
  return /^[yY]/.test(line)
}
