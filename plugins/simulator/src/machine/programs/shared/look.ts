import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Stat } from '../../files/files.js'
import type { Proc } from '../../kernel/proc.js'

/** What is at a path; undefined where nothing is, or it cannot be reached. */
export function lookAt(proc: Proc, path: ByteString, options?: { readonly follow?: boolean }): Stat | undefined {
  try {
    return proc.host.files.stat(path, proc.caller, options)
  } catch (thrown) {
    if (thrown instanceof Errno) return undefined
    throw thrown
  }
}

export const isDirectory = (proc: Proc, path: ByteString): boolean => lookAt(proc, path)?.kind === 'directory'

/** What GNU's programs call a kind of file. */
export function kindName({ kind, size }: Pick<Stat, 'kind' | 'size'>): string {
  if (kind === 'file') return size === 0 ? 'regular empty file' : 'regular file'
  return { directory: 'directory', symlink: 'symbolic link', fifo: 'fifo', character: 'character special file', socket: 'socket' }[kind] // prettier-ignore
}
