import { posix } from 'node:path'
import type { ByteString } from './byte-string.js'
import { Errno } from './errno.js'
import type { Caller, Files } from './files/files.js'
import type { Executable, LoadExecutable } from './kernel/executable.js'
import type { Program } from './kernel/proc.js'
import { executableHead, executableOf, type Binary } from './rootfs/binary.js'

// How many scripts may be each other's interpreters (fs/exec.c of Linux).
const mostInterpreters = 5

/**
 * Finds programs in the files of a container; `programs` are all there are, by name. A foreign one is taken for the one
 * of its name, in the words of busybox where that is there.
 */
export function loaderOf(files: Files, programs: ReadonlyMap<string, Program>): LoadExecutable {
  const foreign = (path: ByteString, argv: readonly ByteString[], caller: Caller): Executable => {
    const flavor = isBusybox(files, caller) ? 'busybox' : 'gnu'
    const name = posix.basename(path)
    const program = name === 'busybox' ? programOf({ flavor, program: undefined }, argv, programs) : programs.get(name)
    if (program === undefined) throw new Errno('ENOEXEC')
    return { argv, flavor, program, executable: files.realPath(path, caller) }
  }
  const load = (path: ByteString, argv: readonly ByteString[], caller: Caller, depth: number): Executable => {
    if (depth > mostInterpreters) throw new Errno('ELOOP')
    const found = executableOf(headOf(path, files, caller))
    if (found === undefined) throw new Errno('ENOEXEC')
    if (found === 'foreign') return foreign(path, argv, caller)
    if ('binary' in found) {
      const program = programOf(found.binary, argv, programs)
      return { argv, flavor: found.binary.flavor, program, executable: files.realPath(path, caller) }
    }
    const { interpreter, argument } = found
    const words = [interpreter, ...(argument === undefined ? [] : [argument]), path, ...argv.slice(1)]
    return load(interpreter, words, caller, depth + 1)
  }
  return (path, argv, caller) => load(path, argv, caller, 0)
}

function isBusybox(files: Files, caller: Caller): boolean {
  try {
    return files.stat('/bin/busybox', caller).kind === 'file'
  } catch (thrown) {
    if (thrown instanceof Errno) return false
    throw thrown
  }
}

function headOf(path: ByteString, files: Files, caller: Caller): Uint8Array {
  const { kind, mode } = files.stat(path, caller)
  if (kind !== 'file' || (mode & 0o111) === 0 || !files.mayAccess(path, 1, caller)) throw new Errno('EACCES')
  // A program need not be readable to be run.
  const file = files.open(path, { read: true }, 0, { ...caller, uid: 0 })
  try {
    const head = file.read(executableHead)
    return head instanceof Uint8Array ? head : new Uint8Array()
  } finally {
    file.release()
  }
}

function programOf({ program }: Binary, argv: readonly ByteString[], programs: ReadonlyMap<string, Program>): Program {
  const name = program ?? posix.basename(argv[0] ?? '')
  const found = programs.get(name)
  if (found !== undefined) return found
  return async (proc) => {
    // Of busybox itself, called by a name that is none of its programs.
    await proc.write(2, `${name}: applet not found\n`)
    return 127
  }
}
