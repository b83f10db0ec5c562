import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { ContainerFiles } from '../files/container-files.js'
import { mountpoint } from './mount-over.js'

/**
 * Makes the working directory of a container where it is not there, as dockerd does when a container is made and runc when
 * it starts: also in a root that is for reading alone. What cannot be made is for the process to say.
 */
export function makeWorkingDirectory(files: ContainerFiles, path: ByteString): void {
  try {
    mountpoint(files, path, true)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
  }
}
