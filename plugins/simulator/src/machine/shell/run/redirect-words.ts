import type { ByteString } from '../../byte-string.js'
import type { Errno } from '../../errno.js'
import { ShellError } from '../errors.js'
import type { Shell } from '../shell.js'

/** That a file cannot be opened, in the words of the shell. */
export function cannotOpen(
  { dialect }: Shell,
  path: ByteString,
  operator: string,
  { code, message }: Errno,
): ShellError {
  if (dialect === 'bash') {
    return new ShellError(`${path}: ${code === 'EEXIST' ? 'cannot overwrite existing file' : message}`)
  }
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
  const creates = operator !== '<'
  if (dialect === 'ash') {
    const reason = isMissing ? (creates ? 'nonexistent directory' : 'no such file') : message
    return new ShellError(`can't ${creates ? 'create' : 'open'} ${path}: ${reason}`)
  }
  const reason = isMissing ? (creates ? 'Directory nonexistent' : 'No such file') : message
  return new ShellError(`cannot ${creates ? 'create' : 'open'} ${path}: ${reason}`, { status: 2 })
}

/** That a descriptor is none. */
export function badDescriptor({ dialect }: Shell, given: ByteString): ShellError {
  if (dialect === 'bash') {
    return new ShellError(/^\d+$/.test(given) ? `${given}: Bad file descriptor` : `${given}: ambiguous redirect`)
  }
  if (!/^\d+$/.test(given)) return new ShellError('syntax error: bad fd number', { status: 2 })
  return new ShellError(`${given}: Bad file descriptor`, { status: dialect === 'ash' ? 1 : 2 })
}
