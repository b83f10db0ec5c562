import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import { complainOf } from '../complain.js'
import type { Shell } from '../shell.js'
import { badOption, mistake, print, readFlags, type Run } from './builtin.js'

/** A path without `.`, `..` and doubled slashes. */
function normal(path: ByteString): ByteString {
  const names: ByteString[] = []
  for (const name of path.split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return `/${names.join('/')}`
}

/** Changes the directory; throws `Errno`. */
function change(shell: Shell, path: ByteString, isPhysical: boolean): void {
  const full = path.startsWith('/') ? path : `${shell.cwd}/${path}`
  const target = isPhysical ? path : normal(full)
  shell.proc.chdir(target)
  const before = shell.variables.get('PWD')
  shell.cwd = isPhysical ? shell.proc.cwd : target
  if (before !== undefined) shell.assign('OLDPWD', before)
  shell.assign('PWD', shell.cwd)
}

/** `cd`. */
export const cd: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, shell.dialect === 'bash' ? 'LPe@' : 'LP')
  if (wrong !== undefined) return badOption(shell, 'cd', wrong, 'cd [-L|[-P [-e]] [-@]] [dir]')
  const [operand] = operands
  if (operands.length > 1 && shell.dialect === 'bash') {
    await complainOf(shell, 'cd', 'too many arguments')
    return 1
  }
  const target = operand === '-' ? shell.variables.get('OLDPWD') : (operand ?? shell.variables.get('HOME'))
  if (target === undefined) return withoutTarget(shell, operand)
  const [path, isShown] = withCdPath(shell, target)
  try {
    if (target !== '') change(shell, path, given.has('P') || shell.has('physical'))
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return cannot(shell, target, thrown)
  }
  return operand === '-' || isShown ? print(shell, `${shell.cwd}\n`, 'cd') : 0
}

async function withoutTarget(shell: Shell, operand: ByteString | undefined): Promise<number> {
  if (shell.dialect !== 'bash') return 0
  await complainOf(shell, 'cd', operand === '-' ? 'OLDPWD not set' : 'HOME not set')
  return 1
}

async function cannot(shell: Shell, target: ByteString, { message }: Errno): Promise<number> {
  if (shell.dialect === 'bash') {
    await complainOf(shell, 'cd', `${target}: ${message}`)
    return 1
  }
  const reason = shell.dialect === 'ash' ? `: ${message}` : ''
  return mistake(shell, 'cd', `can't cd to ${target}${reason}`)
}

/** Where `CDPATH` finds a directory. */
function withCdPath({ variables, proc }: Shell, target: ByteString): readonly [path: ByteString, isShown: boolean] {
  const folders = variables.get('CDPATH')
  if (folders === undefined || folders === '' || /^\.{0,2}(\/|$)/.test(target)) return [target, false]
  for (const folder of folders.split(':')) {
    const path = folder === '' ? target : `${folder.replace(/\/$/, '')}/${target}`
    try {
      if (proc.host.files.stat(path, proc.caller).kind === 'directory') return [path, folder !== '']
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }
  return [target, false]
}

export const pwd: Run = async (shell, words) => {
  const { given, wrong } = readFlags(words, 'LP')
  if (wrong !== undefined) return badOption(shell, 'pwd', wrong, 'pwd [-LP]')
  return print(shell, `${given.has('P') ? shell.proc.cwd : shell.cwd}\n`, 'pwd')
}

const shownStack = (shell: Shell): ByteString => {
  const home = shell.variables.get('HOME')
  const shown = [shell.cwd, ...shell.stack].map((path) =>
    home !== undefined && (path === home || path.startsWith(`${home}/`)) && home !== '/'
      ? `~${path.slice(home.length)}`
      : path,
  )
  return `${shown.join(' ')}\n`
}

export const pushd: Run = async (shell, [name = 'pushd', target]) => {
  const [top, ...rest] = shell.stack
  if (target === undefined && top === undefined) {
    await complainOf(shell, name, 'no other directory')
    return 1
  }
  const from = shell.cwd
  try {
    change(shell, target ?? top!, false)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await complainOf(shell, name, `${target ?? top}: ${thrown.message}`)
    return 1
  }
  shell.stack = target === undefined ? [from, ...rest] : [from, ...shell.stack]
  return print(shell, shownStack(shell), name)
}

export const popd: Run = async (shell, [name = 'popd']) => {
  const [top, ...rest] = shell.stack
  if (top === undefined) {
    await complainOf(shell, name, 'directory stack empty')
    return 1
  }
  change(shell, top, false)
  shell.stack = rest
  return print(shell, shownStack(shell), name)
}

export const dirs: Run = async (shell, words) => {
  if (words[1] === '-c') {
    shell.stack = []
    return 0
  }
  return print(shell, words[1] === '-p' ? shownStack(shell).replaceAll(' ', '\n') : shownStack(shell), 'dirs')
}
