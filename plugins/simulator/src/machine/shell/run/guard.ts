import { Errno } from '../../errno.js'
import { complain } from '../complain.js'
import { DiscardJump, ExitJump, ExpansionError, ShellError, UnsetVariable } from '../errors.js'
import type { Shell } from '../shell.js'
import { ReadOnlyVariable } from '../state/variables.js'

/** Runs a command; says what goes wrong with it, and goes on as the shell does then. */
export async function guarded(shell: Shell, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (thrown) {
    return fail(shell, thrown)
  }
}

async function fail(shell: Shell, thrown: unknown): Promise<number> {
  if (thrown instanceof ShellError) {
    await complain(shell, thrown.message)
    return thrown.isFatal ? end(shell, thrown.status) : thrown.status
  }
  if (thrown instanceof ExpansionError) {
    await complain(shell, thrown.message)
    return abandon(shell, thrown.isFatal)
  }
  if (thrown instanceof UnsetVariable) {
    await complain(shell, `${thrown.variable}: ${shell.dialect === 'bash' ? 'unbound variable' : 'parameter not set'}`)
    return abandon(shell, true)
  }
  if (thrown instanceof ReadOnlyVariable) {
    await complain(shell, `${thrown.variable}: ${shell.dialect === 'bash' ? 'readonly variable' : 'is read only'}`)
    return abandon(shell, false)
  }
  if (thrown instanceof Errno) {
    await complain(shell, thrown.message)
    return 1
  }
  throw thrown
}

/** What cannot be expanded ends a script of POSIX; bash goes on with the next line unless that is fatal. */
function abandon(shell: Shell, isFatal: boolean): never {
  if (shell.dialect !== 'bash') return end(shell, 2)
  if (isFatal && !shell.isInteractive) throw new ExitJump(shell.isSubshell ? 1 : 127)
  shell.status = 1
  throw new DiscardJump()
}

function end(shell: Shell, status: number): never {
  shell.status = status
  if (shell.isInteractive && !shell.isSubshell) throw new DiscardJump()
  throw new ExitJump(status)
}
