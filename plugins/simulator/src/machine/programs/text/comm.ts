import type { ByteString } from '../../byte-string.js'
import type { Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { openInput, plainly } from './inputs.js'

export const comm: Program = async (proc) => {
  const words = readOptions(proc, {
    short: '123',
    long: { 'output-delimiter:': 'd', 'check-order': '+', 'nocheck-order': '+' },
  })
  if (words === undefined) return 1
  const [first, second, extra] = words.operands
  if (first === undefined || second === undefined || extra !== undefined) {
    if (proc.flavor === 'busybox') return 1
    const missing = first === undefined ? 'missing operand' : `missing operand after '${first}'`
    await complain(proc, extra === undefined ? missing : `extra operand '${extra}'`)
    await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
    return 1
  }
  const inputs: Lines[] = []
  for (const name of [first, second]) {
    const fd = await openInput(proc, name, plainly)
    if (fd === undefined) return 1
    inputs.push(new Lines(proc, fd))
  }
  const [one, other] = inputs as [Lines, Lines]
  const output = new Output(proc)
  const tab = words.last('d') ?? '\t'
  const print = (column: 1 | 2 | 3, text: ByteString): void | Promise<void> => {
    if (words.has(String(column))) return
    const before = [1, 2].filter((earlier) => earlier < column && !words.has(String(earlier)))
    return output.print(`${tab.repeat(before.length)}${text}\n`)
  }
  let [a, b] = [await one.next(), await other.next()]
  while (a !== undefined || b !== undefined) {
    if (b === undefined || (a !== undefined && a.text < b.text)) {
      await print(1, a!.text)
      a = await one.next()
    } else if (a === undefined || b.text < a.text) {
      await print(2, b.text)
      b = await other.next()
    } else {
      await print(3, a.text)
      ;[a, b] = [await one.next(), await other.next()]
    }
  }
  await output.flush()
  return 0
}
