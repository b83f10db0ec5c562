import type { ByteString } from '../../byte-string.js'
import { Errno, type ErrnoCode } from '../../errno.js'
import { complain, complainOf } from '../complain.js'
import { ExitJump } from '../errors.js'
import { foreground } from '../jobs/foreground.js'
import { fork, forked } from './fork.js'
import type { Shell } from '../shell.js'
import { searchCommand, type Found } from './search.js'

/** Runs a program in a process of its own; `isLast` in this one. */
export async function runExternal(
  shell: Shell,
  words: readonly ByteString[],
  env: ReadonlyMap<ByteString, ByteString>,
  { isLast = false, path }: { readonly isLast?: boolean; readonly path?: ByteString } = {},
): Promise<number> {
  const [name = ''] = words
  const found = path === undefined ? searchCommand(shell, name) : searchCommand(shell, name, path)
  if (found.path === undefined) return notFound(shell, words, found)
  try {
    if (isLast) return await become(shell, found.path, words, env)
    const options = { env: withLast(env, found.path), ownGroup: shell.has('monitor') && !shell.isSubshell }
    const { path: file } = found
    const pid = await forked(shell, () => shell.proc.spawn(file, words, options))
    return await foreground(shell, pid)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    if (thrown.code === 'ENOEXEC') return runScript(shell, found.path, words, env)
    return cannotRun(shell, name, found.path, thrown)
  }
}

/** Becomes a program. */
export async function become(
  shell: Shell,
  path: ByteString,
  words: readonly ByteString[],
  env: ReadonlyMap<ByteString, ByteString>,
): Promise<never> {
  throw new ExitJump(await shell.proc.exec(path, words, withLast(env, path)), true)
}

/** `_` is what was run, for programs. */
const withLast = (env: ReadonlyMap<ByteString, ByteString>, path: ByteString): ReadonlyMap<ByteString, ByteString> =>
  env.has('_') ? new Map(env).set('_', path) : env

/** A file that is no program, and says not of which it is a script, is one of this shell. */
async function runScript(
  shell: Shell,
  path: ByteString,
  words: readonly ByteString[],
  env: ReadonlyMap<ByteString, ByteString>,
): Promise<number> {
  const argv = [shell.proc.argv[0] ?? 'sh', path, ...words.slice(1)]
  const pid = await fork(
    shell,
    (child) => {
      child.env.clear()
      for (const [name, value] of env) child.env.set(name, value)
      return shell.interpreter.runFile(child, path, words.slice(1))
    },
    { argv, ownGroup: shell.has('monitor') },
  )
  return foreground(shell, pid)
}

async function notFound(
  shell: Shell,
  words: readonly ByteString[],
  { reason }: Found & { path: undefined },
): Promise<number> {
  const [name = ''] = words
  const handler = shell.dialect === 'bash' ? shell.functions.get('command_not_found_handle') : undefined
  if (handler !== undefined) return shell.interpreter.invoke(shell, ['command_not_found_handle', ...words], {})
  if (reason === 'EACCES' || (name === '' && shell.dialect !== 'bash')) {
    await complain(shell, `${name}: Permission denied`)
    return name === '' ? 127 : 126
  }
  await complain(shell, shell.dialect === 'bash' ? `${name}: command not found` : `${name}: not found`)
  return 127
}

/** What a shell says of a file that it cannot run, with its exit code. */
async function cannotRun(shell: Shell, name: ByteString, path: ByteString, { code, message }: Errno): Promise<number> {
  await complain(shell, `${name}: ${sentence(shell, path, code, message)}`)
  return code === 'ENOENT' || code === 'ENOTDIR' ? 127 : 126
}

export function sentence(shell: Shell, path: ByteString, code: ErrnoCode, message: string): ByteString {
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
  if (shell.dialect !== 'bash') return isMissing ? 'not found' : message
  const kind = kindOf(shell, path)
  if (code === 'EACCES' && kind === 'directory') return 'Is a directory'
  return code === 'ENOENT' && kind === 'file' ? 'cannot execute: required file not found' : message
}

function kindOf({ proc }: Shell, path: ByteString): string | undefined {
  try {
    return proc.host.files.stat(path, proc.caller).kind
  } catch (thrown) {
    if (thrown instanceof Errno) return undefined
    throw thrown
  }
}

/** `exec` of a program: what does not work ends a script. */
export async function replaceBy(
  shell: Shell,
  words: readonly ByteString[],
  argv: readonly ByteString[],
  env: ReadonlyMap<ByteString, ByteString>,
): Promise<number> {
  const [name = ''] = words
  const found = searchCommand(shell, name)
  let status = found.path === undefined && found.reason === 'EACCES' ? 126 : 127
  let reason = found.path === undefined && found.reason === 'EACCES' ? 'Permission denied' : 'not found'
  try {
    if (found.path !== undefined) return await become(shell, found.path, argv, env)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    if (thrown.code === 'ENOEXEC') shell.exit(await runScript(shell, found.path!, argv, env))
    reason = sentence(shell, found.path!, thrown.code, thrown.message)
    status = thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR' ? 127 : 126
  }
  const isPath = name.includes('/')
  if (shell.dialect === 'bash' && isPath) await complain(shell, `${name}: ${reason}`)
  else await complainOf(shell, 'exec', `${name}: ${reason}`)
  if (shell.isInteractive || shell.shopt.get('execfail') === true) return status
  throw new ExitJump(status)
}
