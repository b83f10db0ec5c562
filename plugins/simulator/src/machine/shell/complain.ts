import type { ByteString } from '../byte-string.js'
import type { Shell } from './shell.js'

/** What stands before a sentence of a shell: its name, and where in the script it is. */
export function prefixOf(shell: Shell, line = shell.line): ByteString {
  const { dialect, name } = shell
  if (dialect === 'bash') return shell.isInteractive ? `${name}: ` : `${name}: line ${line}: `
  const { builtin, script } = shell
  const named = builtin ?? script
  const shown = named === undefined || named === name ? '' : `${named}: `
  if (dialect === 'dash') return `${name}: ${line}: ${shown}`
  if (named === undefined) return `${name}: `
  return shell.isInteractive ? `${name}: ${shown}` : `${name}: ${shown}line ${line - shell.lineOffset}: `
}

/** Says what is wrong, in the way of the shell. */
export const complain = (shell: Shell, sentence: ByteString, line?: number): void | Promise<void> =>
  shell.say(`${prefixOf(shell, line)}${sentence}\n`)

/** As builtins say it: those of busybox with the line, which `complain` adds. */
export const complainOf = (shell: Shell, builtin: ByteString, sentence: ByteString): void | Promise<void> =>
  complain(shell, shell.dialect === 'bash' ? `${builtin}: ${sentence}` : sentence)

/** As the applets of busybox do that are builtins, which know of no lines; the others name themselves. */
export const complainAs = (shell: Shell, builtin: ByteString, sentence: ByteString): void | Promise<void> => {
  if (shell.dialect === 'ash') return shell.say(`${appletName(shell)}: ${sentence}\n`)
  return complainOf(shell, builtin, sentence)
}

const appletName = ({ proc }: Shell): ByteString => (proc.argv[0] ?? 'sh').replace(/^-/, '').split('/').at(-1)!
