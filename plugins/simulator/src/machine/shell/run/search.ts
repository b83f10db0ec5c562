import type { ByteString } from '../../byte-string.js'
import { Errno, type ErrnoCode } from '../../errno.js'
import type { Shell } from '../shell.js'

/** Where a command is looked for without a `PATH`. */
export const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The path of a command's file; else why there is none. */
export type Found = { readonly path: ByteString } | { readonly path: undefined; readonly reason: ErrnoCode }

/** Looks for the file of a command as its name is (POSIX, XCU 2.9.1.4). */
export function searchCommand(shell: Shell, name: ByteString, path = shell.variables.get('PATH')): Found {
  if (name.includes('/')) return { path: name }
  const hashed = shell.hashed.get(name)
  if (hashed !== undefined && look(shell, hashed) === undefined) return { path: hashed }
  let reason: ErrnoCode = 'ENOENT'
  if (name === '') return { path: undefined, reason }
  for (const folder of (path ?? standardPath).split(':')) {
    const full = folder === '' ? name : `${folder.replace(/\/$/, '')}/${name}`
    const fault = look(shell, full)
    if (fault === undefined) {
      if (path === shell.variables.get('PATH')) shell.hashed.set(name, full)
      return { path: full }
    }
    if (fault === 'EACCES') reason = fault
  }
  return { path: undefined, reason }
}

/** All files of a command on `PATH`. */
export function searchAll(shell: Shell, name: ByteString): readonly ByteString[] {
  if (name.includes('/')) return look(shell, name) === undefined ? [name] : []
  return (shell.variables.get('PATH') ?? standardPath)
    .split(':')
    .map((folder) => (folder === '' ? `./${name}` : `${folder.replace(/\/$/, '')}/${name}`))
    .filter((full) => look(shell, full) === undefined)
}

/** Why a file cannot be run. */
function look({ proc }: Shell, path: ByteString): ErrnoCode | undefined {
  const { files } = proc.host
  try {
    if (files.stat(path, proc.caller).kind !== 'file') return 'EACCES'
    return files.mayAccess(path, 1, proc.caller) ? undefined : 'EACCES'
  } catch (thrown) {
    if (thrown instanceof Errno) return thrown.code
    throw thrown
  }
}
