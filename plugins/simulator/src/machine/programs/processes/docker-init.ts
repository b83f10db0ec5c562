import { Errno } from '../../errno.js'
import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { signalNumbers } from '../../kernel/signals.js'
import { codeOf, execCommand } from '../shared/run-command.js'

/** What is about itself, or about nothing that could be passed on. */
const own: readonly string[] = ['BUS', 'CHLD', 'FPE', 'ILL', 'KILL', 'SEGV', 'STOP', 'SYS', 'TRAP', 'TTIN', 'TTOU']

/**
 * The first process of a container with `Init`: starts the command behind `--` in a group of its own, passes signals on to
 * it, sees to whatever is left without a parent, and ends as it has (tini 0.19).
 */
export const dockerInit: Program = async (proc) => {
  const argv = proc.argv.slice(proc.argv.indexOf('--') + 1)
  const pid = proc.fork(command(argv), { argv, ownGroup: true })
  if (proc.isTerminal(0)) proc.setForeground(pid)
  for (const [name, signal] of Object.entries(signalNumbers)) {
    if (!own.includes(name)) proc.handle(signal, () => passOn(proc, pid, signal))
  }
  for (;;) {
    const ended = await proc.wait(-1)
    if (ended?.pid === pid) return codeOf(ended)
  }
}

function command(argv: readonly ByteString[]): Program {
  return async (proc) => {
    try {
      return await execCommand(proc, argv)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await proc.write(2, `[FATAL tini (${proc.pid})] exec ${argv[0]} failed: ${thrown.message}\n`)
      return thrown.code === 'ENOENT' ? 127 : thrown.code === 'EACCES' ? 126 : 1
    }
  }
}

function passOn(proc: Proc, pid: number, signal: number): void {
  try {
    proc.kill(pid, signal)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
  }
}
