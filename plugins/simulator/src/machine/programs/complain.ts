import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Proc } from '../kernel/proc.js'

/** The name by which a program calls itself. */
export const nameOf = (proc: Pick<Proc, 'argv' | 'flavor'>): ByteString => {
  const [name = ''] = proc.argv
  return proc.flavor === 'busybox' ? name.slice(name.lastIndexOf('/') + 1) : name
}

/** Writes a line to the standard error, with the program's name in front. */
export const complain = (proc: Pick<Proc, 'argv' | 'flavor' | 'write'>, sentence: ByteString): void | Promise<void> =>
  proc.write(2, `${nameOf(proc)}: ${sentence}\n`)

/** What a program prints of an error of the system; throws whatever else it is. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Errno) return thrown.message
  throw thrown
}
