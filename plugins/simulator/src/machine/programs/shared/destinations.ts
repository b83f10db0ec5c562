import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { isDirectory, lookAt } from './look.js'
import { baseOf, joined, trimSlashes } from './paths.js'
import { quoted } from './quote.js'
import { refuse, type Usage } from './words.js'

/** From where to where. */
export type Pair = readonly [source: ByteString, destination: ByteString]

/**
 * Reads the operands of `cp`, `mv`, `ln` and `install`: `SOURCE DEST`, `SOURCE... DIRECTORY`, with `-t DIRECTORY` and `-T`.
 * An exit code after it has complained.
 */
export async function pairsOf(proc: Proc, usage: Usage, words: Words): Promise<readonly Pair[] | number> {
  const operands = [...words.operands]
  const gnu = proc.flavor === 'gnu'
  let directory = words.last('t')
  if (operands.length === 0) return refuse(proc, usage, 'missing file operand')
  if (directory !== undefined) {
    if (!isDirectory(proc, directory)) return noDirectory(proc, directory, 'target directory')
  } else {
    if (operands.length === 1)
      return refuse(proc, usage, `missing destination file operand after ${quoted(operands[0]!)}`)
    const last = operands.pop()!
    if (words.has('T')) {
      if (operands.length > 1) return refuse(proc, usage, `extra operand ${quoted(operands[1]!)}`)
      return [[operands[0]!, last]]
    }
    const follows = !words.has('n') || usage.short.includes('v:') || !usage.short.includes('s')
    if (lookAt(proc, last, { follow: follows })?.kind === 'directory') directory = last
    else if (operands.length === 1) return [[operands[0]!, last]]
    else if (gnu) return noDirectory(proc, last, 'target')
    else directory = last
  }
  return operands.map((source) => [source, joined(directory, baseOf(trimSlashes(source)))])
}

async function noDirectory(proc: Proc, path: ByteString, what: string): Promise<number> {
  const reason = lookAt(proc, path) === undefined ? 'No such file or directory' : 'Not a directory'
  await complain(proc, `${what} ${quoted(path)}: ${reason}`)
  return 1
}
