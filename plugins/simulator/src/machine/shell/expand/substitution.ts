import type { CommandExpansionPart, ParsedScript, ProcessSubstitutionPart } from 'unbash'
import { fromBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { statusOf } from '../jobs/children.js'
import { fork } from '../run/fork.js'
import type { Shell } from '../shell.js'
import { Source } from '../syntax/source.js'

/** What commands print, without the line ends behind it; their status is `shell.substituted` then. */
export async function substituteCommand(shell: Shell, part: CommandExpansionPart): Promise<ByteString> {
  const { proc } = shell
  const { script } = part
  if (script === undefined || script.commands.length === 0) {
    shell.substituted = 0
    return ''
  }
  const [reader, writer] = proc.pipe()
  const pid = await fork(shell, (child) => {
    child.close(reader)
    onto(child, writer, 1)
    return shell.interpreter.inSubshell(shell, child, (subshell) => {
      if (!inheritsErrors(shell)) subshell.options.delete('errexit')
      return runScript(subshell, script)
    })
  })
  proc.close(writer)
  const text = await readAll(proc, reader)
  proc.close(reader)
  shell.substituted = statusOf(await shell.children.wait(pid))
  if (shell.dialect === 'bash') shell.status = shell.substituted
  if (shell.dialect === 'bash' && text.includes('\0')) {
    await complain(shell, 'warning: command substitution: ignored null byte in input')
  }
  return withoutLineEnds(text.replaceAll('\0', ''))
}

/** Whether `set -e` counts in a command substitution. */
const inheritsErrors = ({ dialect, shopt }: Shell): boolean =>
  dialect === 'dash' || (dialect === 'bash' && shopt.get('inherit_errexit') === true)

function onto(child: Proc, fd: number, to: number): void {
  if (fd === to) return
  child.dup2(fd, to)
  child.close(fd)
}

function withoutLineEnds(text: ByteString): ByteString {
  let end = text.length
  while (end > 0 && text[end - 1] === '\n') end--
  return text.slice(0, end)
}

function runScript(shell: Shell, script: ParsedScript): Promise<number> {
  const copied = readFileOf(shell, script)
  if (copied !== undefined) return copied
  if (script.source !== undefined || (script.errors?.length ?? 0) > 0) {
    const text = script.source ?? shell.source.slice(script)
    return shell.interpreter.runText(shell, new Source(text, shell.source.lineAt(0) + shell.line - 1), true)
  }
  return shell.interpreter.run(shell, script.commands, true)
}

/** `$(<file)` of bash prints a file. */
function readFileOf(shell: Shell, { commands }: ParsedScript): Promise<number> | undefined {
  const command = commands[0]?.command
  if (shell.dialect !== 'bash' || commands.length !== 1 || command?.type !== 'Command') return undefined
  const [redirect] = command.redirects
  const isAlone = command.name === undefined && command.prefix.length === 1 && redirect?.type === 'Redirect'
  if (!isAlone || redirect.operator !== '<' || redirect.target === undefined) return undefined
  return shell.interpreter.copyFile(shell, redirect.target)
}

async function readAll(proc: Proc, fd: number): Promise<ByteString> {
  const chunks: ByteString[] = []
  let kept = 0
  for (;;) {
    const chunk = await proc.read(fd)
    if (chunk === null) break
    chunks.push(fromBytes(chunk))
    proc.grow(chunk.length)
    kept += chunk.length
  }
  proc.shrink(kept)
  return chunks.join('')
}

/** The path of a pipe that commands write to or read from. */
export async function substituteProcess(shell: Shell, part: ProcessSubstitutionPart): Promise<ByteString> {
  const { proc } = shell
  const [reader, writer] = proc.pipe()
  const [own, theirs, to] = part.operator === '<' ? [reader, writer, 1] : [writer, reader, 0]
  const script = part.script
  shell.lastBackground = await fork(shell, (child) => {
    child.close(own)
    onto(child, theirs, to)
    return shell.interpreter.inSubshell(shell, child, (subshell) =>
      script === undefined ? Promise.resolve(0) : runScript(subshell, script),
    )
  })
  proc.close(theirs)
  const fd = high(proc, own)
  shell.opened.push(fd)
  return `/dev/fd/${fd}`
}

/** Moves a descriptor out of the way of those that scripts name: the highest that is free up to 63. */
function high(proc: Proc, fd: number): number {
  let free = 63
  while (free > 10 && proc.file(free) !== undefined) free--
  proc.dup2(fd, free)
  proc.close(fd)
  return free
}

/** Closes what process substitutions have opened since there were that many. */
export function closeOpened(shell: Shell, kept: number): void {
  for (const fd of shell.opened.splice(kept)) {
    try {
      shell.proc.close(fd)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }
}
