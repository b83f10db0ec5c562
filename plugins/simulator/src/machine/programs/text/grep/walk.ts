import { posix } from 'node:path'
import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc } from '../../../kernel/proc.js'
import { fitsGlob } from '../glob.js'
import type { GrepOptions } from './options.js'

/** The files that are searched, those below a directory by name; what cannot be read is given with its error. */
export function* filesToSearch(
  proc: Proc,
  names: readonly ByteString[],
  options: GrepOptions,
): Generator<{ readonly name: ByteString; readonly error?: Errno }> {
  for (const name of names) {
    if (name === '-' || !options.recursive) yield { name }
    else yield* below(proc, name, options, true)
  }
}

function* below(
  proc: Proc,
  name: ByteString,
  options: GrepOptions,
  given: boolean,
): Generator<{ readonly name: ByteString; readonly error?: Errno }> {
  try {
    const { kind } = proc.host.files.stat(name, proc.caller, { follow: given })
    if (kind === 'directory') {
      if (!given && options.excludeFolders.some((glob) => fitsGlob(glob, posix.basename(name)))) return
      const names = [...proc.host.files.list(name, proc.caller)].sort()
      for (const within of names) yield* below(proc, joined(name, within), options, false)
    } else if (kind === 'file' || given) {
      if (isWanted(posix.basename(name), options)) yield { name }
    }
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    yield { name, error: thrown }
  }
}

const joined = (folder: ByteString, name: ByteString): ByteString =>
  folder.endsWith('/') ? folder + name : `${folder}/${name}`

const isWanted = (name: ByteString, { include, exclude }: GrepOptions): boolean =>
  !exclude.some((glob) => fitsGlob(glob, name)) &&
  (include.length === 0 || include.some((glob) => fitsGlob(glob, name)))
