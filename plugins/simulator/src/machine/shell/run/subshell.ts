import type { Proc } from '../../kernel/proc.js'
import { DiscardJump, ExitJump, InterruptJump, Jump } from '../errors.js'
import { Shell } from '../shell.js'
import { defineDynamic } from '../state/dynamic.js'
import { runTrap } from './trap.js'

/** Runs what a subshell does in its process, to the end of that. */
export async function inSubshell(
  parent: Shell,
  proc: Proc,
  run: (subshell: Shell) => Promise<number>,
): Promise<number> {
  const turn = proc.tick()
  if (turn !== undefined) await turn
  const shell = new Shell(proc, parent.interpreter, parent)
  defineDynamic(shell)
  return toTheEnd(shell, () => run(shell))
}

/** Runs a shell until it ends, with its trap for that; gives its exit code. */
export async function toTheEnd(shell: Shell, run: () => Promise<number>): Promise<number> {
  const [status, isReplaced] = await exitOf(shell, run)
  if (isReplaced || shell.traps.get('EXIT') === undefined) return status
  shell.status = status
  const [last] = await exitOf(shell, async () => {
    await runTrap(shell, 'EXIT')
    return status
  })
  return last
}

async function exitOf(
  shell: Shell,
  run: () => Promise<number>,
): Promise<readonly [status: number, isReplaced: boolean]> {
  try {
    return [await run(), false]
  } catch (thrown) {
    if (thrown instanceof ExitJump) return [thrown.status & 255, thrown.isReplaced]
    if (thrown instanceof DiscardJump || thrown instanceof InterruptJump) return [shell.status, false]
    if (thrown instanceof Jump) return ['status' in thrown ? Number(thrown.status) : shell.status, false]
    throw thrown
  }
}
