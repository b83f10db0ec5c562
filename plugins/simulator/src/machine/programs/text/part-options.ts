import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { readOptions, type Asking, type OptionSpec, type Words } from '../options.js'
import { readCount } from './counts.js'

/** Which part of each input `head` and `tail` print. */
export interface Part {
  readonly unit: 'lines' | 'bytes'
  readonly count: number
  /** `+N` from a line on, `-N` as `head` has it: all but so many. */
  readonly sign: '' | '+' | '-'
}

/** Undefined after it has complained. */
export async function readPart(
  proc: Proc,
  spec: OptionSpec,
): Promise<{ readonly part: Part; readonly words: Words } | undefined> {
  const words = readOptions(argvOf(proc), spec)
  if (words === undefined) return undefined
  const found = words.options.findLast(([name]) => name === 'n' || name === 'c')
  const unit = found?.[0] === 'c' ? 'bytes' : 'lines'
  const written = found?.[1] ?? '10'
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(written)!
  const count = readCount(digits)
  if (count === undefined) {
    await complain(
      proc,
      proc.flavor === 'gnu' ? `invalid number of ${unit}: '${written}'` : `invalid number '${written}'`,
    )
    return undefined
  }
  return { part: { unit, count, sign: sign as Part['sign'] }, words }
}

/** As POSIX had it once: `-5` and `+5` for `-n 5` and `-n +5`. */
function argvOf(proc: Proc): Asking {
  const [name = '', first = '', ...rest] = proc.argv
  const found = /^([-+])(\d+)([bkmcl]?)([qvf]*)$/.exec(first)
  if (found === null) return proc
  const [, sign, digits, unit, more = ''] = found
  const count = `${sign === '+' ? '+' : ''}${digits}`
  const argv: ByteString[] = [name, unit === 'c' ? '-c' : '-n', count, ...(more === '' ? [] : [`-${more}`]), ...rest]
  return { argv, flavor: proc.flavor, write: (fd, bytes) => proc.write(fd, bytes) }
}
