import { Errno } from '../../errno.js'
import type { ForkOptions, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { ExitJump } from '../errors.js'
import type { Shell } from '../shell.js'

/** What each shell says, and exits with, where there are too many processes. */
const refused = {
  ash: ["can't fork: Resource temporarily unavailable", 2],
  bash: ['fork: Resource temporarily unavailable', 254],
  dash: ['Cannot fork', 2],
} as const

/** Starts a process; where it cannot, the shell ends. */
export async function forked(shell: Shell, start: () => number): Promise<number> {
  try {
    return start()
  } catch (thrown) {
    if (!(thrown instanceof Errno) || thrown.code !== 'EAGAIN') throw thrown
    const [sentence, status] = refused[shell.dialect]
    await complain(shell, sentence)
    throw new ExitJump(status)
  }
}

/** Starts a subshell. */
export const fork = (shell: Shell, run: Program, options: ForkOptions = {}): Promise<number> =>
  forked(shell, () => shell.proc.fork(run, options))
