import type { MakeError } from '../errors.js'
import { toText, type ByteString } from '../machine/byte-string.js'
import { Errno } from '../machine/errno.js'
import { root, type ContainerFiles } from '../machine/files/container-files.js'
import type { FileKind, Stat } from '../machine/files/files.js'
import { toRfc3339 } from '../time.js'
import type { ArchivePath } from './path.js'

/** The header that says what a path is. */
export const statHeader = 'X-Docker-Container-Path-Stat'

// The bits of Go's `fs.FileMode` besides the permissions.
const goKinds: Readonly<Record<FileKind, number>> = {
  file: 0,
  directory: 2 ** 31,
  symlink: 2 ** 27,
  fifo: 2 ** 25,
  socket: 2 ** 24,
  character: 2 ** 26 + 2 ** 21,
}

function goMode({ kind, mode }: Stat): number {
  const setUid = (mode & 0o4000) === 0 ? 0 : 2 ** 23
  const setGid = (mode & 0o2000) === 0 ? 0 : 2 ** 22
  const sticky = (mode & 0o1000) === 0 ? 0 : 2 ** 20
  return goKinds[kind] + setUid + setGid + sticky + (mode & 0o777)
}

/** What is at a path; throws `NotFound`, and `InvalidParameter` for what goes on below a file. */
export function statPath(files: ContainerFiles, asked: ArchivePath, container: string, error: MakeError): Stat {
  try {
    const stat = files.stat(asked.path, root, { follow: asked.followed })
    if (asked.followed && stat.kind !== 'directory') throw new Errno('ENOTDIR')
    return stat
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    if (thrown.code === 'ENOENT') throw notFound(asked, container, error)
    // A 500 of dockerd's, whose sentence names a path of its host.
    throw error('InvalidParameter', `lstat ${asked.asked}: ${thrown.message.toLowerCase()}`)
  }
}

export const notFound = ({ asked }: ArchivePath, container: string, error: MakeError): Error =>
  error('NotFound', `Could not find the file ${asked} in container ${container}`)

/** The value of the header. */
export function encodeStat(files: ContainerFiles, { name, path }: ArchivePath, stat: Stat): string {
  const { size, modified, kind } = stat
  const linkTarget = kind === 'symlink' ? targetOf(files, path) : ''
  const told = { name: toText(name), size, mode: goMode(stat), mtime: toRfc3339(modified), linkTarget }
  return Buffer.from(JSON.stringify(told)).toString('base64')
}

/** What a symlink leads to in the container: where it is, or would be. */
function targetOf(files: ContainerFiles, path: ByteString): string {
  const target = files.readLink(path, root)
  const from = target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`
  return toText(from.replace(/\/{2,}/g, '/'))
}
