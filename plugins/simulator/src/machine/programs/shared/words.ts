import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import { complain, nameOf } from '../complain.js'
import { readOptions, type Asking, type OptionSpec, type Words } from '../options.js'

/** What a program understands, and how it says so. */
export interface Usage extends OptionSpec {
  /** Of its options and operands, such as `[-p] DIRECTORY...`. */
  readonly usage: string
  /** The exit code for a wrong command line, of each flavor; 1 unless given. */
  readonly wrong?: { readonly gnu?: number; readonly busybox?: number }
}

/** Reads a command line; an exit code where that is all there is to do: after `--help`, or for a wrong one. */
export function wordsOf(proc: Proc, usage: Usage, argv = proc.argv): Words | number {
  const asked = askedFor(argv.slice(1), usage.short.startsWith('+'))
  if (asked === '--help') {
    void proc.write(1, `${usageLine(proc, usage)}\n`)
    return 0
  }
  if (asked === '--version' && proc.flavor === 'gnu') {
    void proc.write(1, `${proc.argv[0]} (GNU coreutils) 9.1\n`)
    return 0
  }
  return readOptions(withArgv(proc, argv), usage) ?? wrongCode(proc, usage)
}

/** A process with a command line that was put in order first. */
export const withArgv = (proc: Proc, argv: readonly ByteString[]): Asking => ({
  argv,
  flavor: proc.flavor,
  write: (fd, bytes) => proc.write(fd, bytes),
})

/** The first of `--help` and `--version` that is an option. */
function askedFor(words: readonly ByteString[], stopsAtOperand: boolean): string | undefined {
  for (const word of words) {
    if (word === '--help' || word === '--version') return word
    if (word === '--' || (stopsAtOperand && !word.startsWith('-'))) return undefined
  }
  return undefined
}

const usageLine = (proc: Proc, { usage }: Usage): string => `Usage: ${nameOf(proc)} ${usage}`

const wrongCode = (proc: Proc, { wrong }: Usage): number => wrong?.[proc.flavor] ?? 1

/** Refuses a command line: in a sentence and with a hint in GNU's way, by its usage in busybox's. Gives the exit code. */
export async function refuse(proc: Proc, usage: Usage, sentence: string): Promise<number> {
  if (proc.flavor === 'busybox') await proc.write(2, `${usageLine(proc, usage)}\n`)
  else await refuseWithHint(proc, sentence)
  return wrongCode(proc, usage)
}

async function refuseWithHint(proc: Proc, sentence: string): Promise<void> {
  await complain(proc, sentence)
  await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
}

/** Refuses where there are fewer operands than a program has to have. */
export const refuseMissing = (proc: Proc, usage: Usage): Promise<number> => refuse(proc, usage, 'missing operand')
