import type { Container } from '../../containers/container.js'
import { cleanPath } from '../archive/clean-path.js'
import { fromText, type ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { root, type ContainerFiles } from '../files/container-files.js'

/**
 * Makes the working directory of a container, and those above it, where they are not there: dockerd in its root when it is
 * created (moby's `SetupWorkingDirectory`), runc once more behind its mounts when it starts. Throws `Errno`.
 */
export function makeWorkingDirectory(files: ContainerFiles, { config }: Container): void {
  const path = cleanPath(fromText(config.WorkingDir ?? ''))
  if (!path.startsWith('/')) return
  let above = ''
  for (const name of path.split('/').filter((part) => part !== '')) {
    above = `${above}/${name}`
    if (!isDirectory(files, above)) files.makeDirectory(above, 0o755, root)
  }
}

/** Makes it where that can be done; who needs it finds out that it is not there. */
export function tryWorkingDirectory(files: ContainerFiles, container: Container): void {
  try {
    makeWorkingDirectory(files, container)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
  }
}

function isDirectory(files: ContainerFiles, path: ByteString): boolean {
  try {
    if (files.stat(path, root).kind === 'directory') return true
  } catch (thrown) {
    if (thrown instanceof Errno && thrown.code === 'ENOENT') return false
    throw thrown
  }
  throw new Errno('ENOTDIR')
}
