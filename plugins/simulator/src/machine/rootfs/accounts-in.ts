import { fromBytes, type ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { root, type ContainerFiles } from '../files/container-files.js'
import type { Accounts } from './user.js'

/** The accounts of a container: empty texts where there are no such files. */
export const accountsIn = (files: ContainerFiles): Accounts => ({
  passwd: textOf(files, '/etc/passwd'),
  group: textOf(files, '/etc/group'),
})

/** The first MiB of a file. */
function textOf(files: ContainerFiles, path: ByteString): ByteString {
  try {
    const file = files.open(path, { read: true }, 0, root)
    const bytes = file.stat().kind === 'file' ? file.read(2 ** 20) : null
    file.release()
    return bytes instanceof Uint8Array ? fromBytes(bytes) : ''
  } catch (error) {
    if (error instanceof Errno) return ''
    throw error
  }
}
