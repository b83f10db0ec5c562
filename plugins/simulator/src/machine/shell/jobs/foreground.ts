import type { ByteString } from '../../byte-string.js'
import { prefixOf } from '../complain.js'
import { InterruptJump } from '../errors.js'
import type { Shell } from '../shell.js'
import { signalOf, statusOf } from './children.js'
import { signalText } from './signal-text.js'

const interrupt = 2
const brokenPipe = 13

/** Waits for a child in the foreground; what a signal did to it is `shell.killed` then. */
export async function foreground(shell: Shell, pid: number): Promise<number> {
  const isOwn = shell.has('monitor') && !shell.isSubshell
  if (isOwn) handTerminal(shell, pid)
  const status = await shell.children.wait(pid)
  if (isOwn) handTerminal(shell, shell.proc.pid)
  if (signalOf(status) !== undefined) {
    shell.killed = { pid, status }
    // Bash says so when redirections are over.
    if (shell.dialect !== 'bash') await reportKilled(shell, '')
  }
  return statusOf(status)
}

/** Says how the last command in the foreground has ended, once its redirections are over. */
export async function reportKilled(shell: Shell, text: ByteString): Promise<void> {
  const { pid, status } = shell.killed!
  shell.killed = undefined
  await report(shell, pid, status, text.replace(/([<>])(?=[^\s<>&|])/g, '$1 '))
}

/** Hands the terminal to a group. */
export function handTerminal({ proc }: Shell, group: number): void {
  if (proc.terminalSize() !== undefined) proc.setForeground(group)
}

/** Says which signal has ended a child in the foreground. */
export async function report(shell: Shell, pid: number, status: number, text = ''): Promise<void> {
  const signal = signalOf(status)
  if (signal === undefined) return
  if (signal === interrupt) {
    if (!shell.isInteractive) return
    await shell.say('\n')
    shell.status = statusOf(status)
    throw new InterruptJump()
  }
  if (signal === brokenPipe) return
  const shown = signalText(signal)
  if (shell.dialect !== 'bash') return shell.say(`${shown}\n`)
  if (shell.isInteractive) return shell.say(`${shown}\n`)
  if (signal === 15) return shell.say(`${shown}\n`)
  return shell.say(`${prefixOf(shell)}${String(pid).padStart(5)} ${shown.padEnd(23)} ${text}\n`)
}
