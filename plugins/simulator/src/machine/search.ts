import { posix } from 'node:path'
import { standardPath } from '../processes/environment.js'
import { ProgramMissing } from '../processes/process.js'
import { toText, type ByteString } from './byte-string.js'
import { Errno } from './errno.js'
import type { Caller, Files } from './files/files.js'

/**
 * The path of a program's file, as runc looks for it (Go's `exec.LookPath`, in the container's file system). Throws
 * `ProgramMissing` with runc's reason.
 */
export function searchProgram(
  name: ByteString,
  path: ByteString | undefined,
  files: Files,
  caller: Caller,
): ByteString {
  const shown = `exec: ${JSON.stringify(toText(name))}`
  if (name.includes('/')) {
    const reason = whyNot(posix.resolve(caller.cwd, name), files, caller)
    if (reason === undefined) return name
    if (reason === 'EACCES') throw new ProgramMissing(`${shown}: permission denied`, 126)
    throw new ProgramMissing(`${shown}: stat ${toText(name)}: ${reason.toLowerCase()}`)
  }
  for (const folder of (path ?? standardPath).split(':')) {
    const full = posix.join(folder === '' ? '.' : folder, name)
    if (name !== '' && whyNot(posix.resolve(caller.cwd, full), files, caller) === undefined) return full
  }
  throw new ProgramMissing(`${shown}: executable file not found in $PATH`)
}

/** Why a file is no program: `EACCES`, or the sentence of another error. */
function whyNot(path: ByteString, files: Files, caller: Caller): string | undefined {
  try {
    const { kind, mode } = files.stat(path, caller)
    return kind === 'directory' || (mode & 0o111) === 0 ? 'EACCES' : undefined
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return thrown.code === 'EACCES' ? 'EACCES' : thrown.message
  }
}
