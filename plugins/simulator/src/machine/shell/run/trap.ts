import { InterruptJump, ReturnJump } from '../errors.js'
import type { Shell } from '../shell.js'
import { Source } from '../syntax/source.js'

/** Runs the traps of the signals that came. */
export async function runPending(shell: Shell): Promise<void> {
  while (shell.traps.isPending) {
    const name = shell.traps.take()!
    if (shell.traps.get(name) !== undefined) await runTrap(shell, name)
    else if (name === 'INT' && shell.isInteractive) {
      shell.status = 130
      await shell.say('\n')
      throw new InterruptJump()
    }
  }
}

/** Runs a trap; the status is afterwards what it was before. */
export async function runTrap(shell: Shell, name: string): Promise<void> {
  const command = shell.traps.get(name)
  const { running } = shell.traps
  if (command === undefined || command === '' || running === name) return
  const { status, statuses, line, source } = shell
  shell.traps.running = name
  try {
    await shell.interpreter.runText(shell, new Source(command, name === 'EXIT' ? 1 : line), false)
  } catch (thrown) {
    if (!(thrown instanceof ReturnJump) || shell.returns > 0) throw thrown
  } finally {
    shell.traps.running = running
    shell.line = line
    shell.source = source
  }
  shell.status = status
  shell.statuses = statuses
}
