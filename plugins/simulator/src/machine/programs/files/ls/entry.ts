import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Stat } from '../../../files/files.js'
import type { Proc } from '../../../kernel/proc.js'

/** What is listed. */
export interface Entry {
  /** As it is shown. */
  readonly name: ByteString
  readonly path: ByteString
  readonly stat: Stat
  /** Of a symlink, where it points to, and what is there. */
  readonly target?: { readonly text: ByteString; readonly stat: Stat | undefined }
}

/** Looks at a file; throws `Errno`. What a broken symlink points to is not there, and the symlink is shown. */
export function entryOf(proc: Proc, name: ByteString, path: ByteString, follow: boolean): Entry {
  const { host, caller } = proc
  const stat = follow ? statOrLink(proc, path) : host.files.stat(path, caller, { follow: false })
  if (stat.kind !== 'symlink') return { name, path, stat }
  return { name, path, stat, target: { text: textOf(proc, path), stat: behind(proc, path) } }
}

function statOrLink({ host: { files }, caller }: Proc, path: ByteString): Stat {
  try {
    return files.stat(path, caller)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return files.stat(path, caller, { follow: false })
  }
}

function textOf({ host: { files }, caller }: Proc, path: ByteString): ByteString {
  try {
    return files.readLink(path, caller)
  } catch (thrown) {
    if (thrown instanceof Errno) return ''
    throw thrown
  }
}

function behind({ host: { files }, caller }: Proc, path: ByteString): Stat | undefined {
  try {
    return files.stat(path, caller)
  } catch (thrown) {
    if (thrown instanceof Errno) return undefined
    throw thrown
  }
}
