import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { openInput, plainly } from './inputs.js'

export const paste: Program = async (proc) => {
  const long = { 'delimiters:': 'd', serial: 's', 'zero-terminated': 'z' }
  const words = readOptions(proc, { short: proc.flavor === 'gnu' ? 'd:sz' : 'd:s', long })
  if (words === undefined) return 1
  const delimiters = delimitersOf(words.last('d') ?? '\t')
  if (delimiters === undefined) {
    await complain(proc, `delimiter list ends with an unescaped backslash: ${words.last('d')}`)
    return 1
  }
  const inputs: Lines[] = []
  const standard = new Lines(proc, 0)
  for (const name of words.operands.length > 0 ? words.operands : ['-']) {
    const fd = await openInput(proc, name, plainly)
    if (fd === undefined) return 1
    inputs.push(name === '-' ? standard : new Lines(proc, fd))
  }
  const output = new Output(proc)
  await (words.has('s') ? inRows(output, inputs, delimiters) : inColumns(proc, output, inputs, delimiters))
  await output.flush()
  return 0
}

const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '', '\\': '\\' }

function delimitersOf(list: ByteString): readonly string[] | undefined {
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(list)) return undefined
  const found = list.match(/\\[^]|[^]/g) ?? ['']
  return found.map((char) => (char.length > 1 ? (named[char[1]!] ?? char[1]!) : char))
}

async function inRows(output: Output, inputs: readonly Lines[], delimiters: readonly string[]): Promise<void> {
  for (const lines of inputs) {
    let count = 0
    for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
      const before = count === 0 ? '' : delimiters[(count - 1) % delimiters.length]!
      count++
      await output.print(before + line.text)
    }
    await output.print('\n')
  }
}

async function inColumns(
  proc: Proc,
  output: Output,
  inputs: readonly Lines[],
  delimiters: readonly string[],
): Promise<void> {
  for (;;) {
    const turn = proc.tick()
    if (turn !== undefined) await turn
    const row: (ByteString | undefined)[] = []
    for (const lines of inputs) row.push((await lines.next())?.text)
    if (row.every((text) => text === undefined)) return
    const text = row.map(
      (part, index) => (index === 0 ? '' : delimiters[(index - 1) % delimiters.length]!) + (part ?? ''),
    )
    await output.print(`${text.join('')}\n`)
  }
}
