import { ExitJump } from '../errors.js'
import type { Shell } from '../shell.js'
import { runTrap } from './trap.js'

/** A command has failed, where that counts: its trap of bash, and the end of the shell with `set -e`. */
export async function afterCommand(shell: Shell, status: number): Promise<number> {
  shell.status = status
  if (status === 0 || shell.tested > 0) return status
  if (shell.traps.get('ERR') !== undefined) await runTrap(shell, 'ERR')
  if (shell.has('errexit')) throw new ExitJump(status)
  return status
}

/** Runs what only is asked how it ends: a failure of it does not count. */
export async function tested(shell: Shell, run: () => Promise<number>): Promise<number> {
  shell.tested++
  try {
    return await run()
  } finally {
    shell.tested--
  }
}
