import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc } from '../../kernel/proc.js'
import { turn } from './turn.js'
import { joined } from './paths.js'

/** Removes whatever is at a path; what cannot be removed is told, with the path. Says whether all is gone. */
export async function removeTree(
  proc: Proc,
  path: ByteString,
  failed: (path: ByteString, thrown: Errno) => Promise<void>,
): Promise<boolean> {
  await turn(proc)
  const { files } = proc.host
  try {
    if (files.stat(path, proc.caller, { follow: false }).kind !== 'directory') {
      files.unlink(path, proc.caller)
      return true
    }
    let all = true
    for (const name of [...files.list(path, proc.caller)]) {
      all = (await removeTree(proc, joined(path, name), failed)) && all
    }
    if (all) files.removeDirectory(path, proc.caller)
    return all
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await failed(path, thrown)
    return false
  }
}
