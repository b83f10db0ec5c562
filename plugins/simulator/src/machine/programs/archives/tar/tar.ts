import { posix } from 'node:path'
import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { complain, reasonOf } from '../../complain.js'
import { BadData } from '../compression.js'
import { ArchiveWriter } from './create.js'
import { Entries, TarError } from './entries.js'
import { ArchiveReader } from './extract.js'
import { readTarOptions, type TarOptions } from './options.js'
import { ArchiveSource } from './source.js'

/** That the program ends, all having been said. */
class Stop extends Error {}

export const tar: Program = async (proc) => {
  const options = await readTarOptions(proc)
  if (typeof options === 'number') return options
  const folder = posix.resolve(proc.cwd, options.folder ?? '.')
  const bad = proc.flavor === 'gnu' ? 2 : 1
  if (!(await canEnter(proc, options, folder))) return bad
  try {
    const done = options.mode === 'c' ? await create(proc, options, folder) : await read(proc, options, folder)
    if (done) return 0
  } catch (thrown) {
    if (thrown instanceof Stop) return bad
    throw thrown
  }
  if (proc.flavor === 'gnu') await complain(proc, 'Exiting with failure status due to previous errors')
  else if (options.mode === 'c') await complain(proc, 'error exit delayed from previous errors')
  return bad
}

async function canEnter(proc: Proc, { folder }: TarOptions, path: ByteString): Promise<boolean> {
  try {
    if (proc.host.files.stat(path, proc.caller).kind !== 'directory') throw new Errno('ENOTDIR')
    return true
  } catch (thrown) {
    const reason = reasonOf(thrown)
    if (proc.flavor === 'busybox') await complain(proc, `can't change directory to '${folder}': ${reason}`)
    else {
      await complain(proc, `${folder}: Cannot open: ${reason}`)
      await complain(proc, 'Error is not recoverable: exiting now')
    }
    return false
  }
}

async function openArchive(proc: Proc, { archive, mode }: TarOptions): Promise<number | undefined> {
  if (archive === '-') return mode === 'c' ? 1 : 0
  try {
    const flags = mode === 'c' ? { write: true, create: true, truncate: true } : { read: true }
    return await proc.open(archive, flags)
  } catch (thrown) {
    const reason = reasonOf(thrown)
    if (proc.flavor === 'busybox') await complain(proc, `can't open '${archive}': ${reason}`)
    else {
      await complain(proc, `${archive}: Cannot open: ${reason}`)
      await complain(proc, 'Error is not recoverable: exiting now')
    }
    return undefined
  }
}

async function create(proc: Proc, options: TarOptions, folder: ByteString): Promise<boolean> {
  const names = [...options.members, ...options.lists.flatMap((list) => namesIn(proc, list))]
  if (names.length === 0) {
    await complain(proc, proc.flavor === 'gnu' ? 'Cowardly refusing to create an empty archive' : 'empty archive')
    if (proc.flavor === 'gnu')
      await proc.write(2, `Try '${proc.argv[0]} --help' or '${proc.argv[0]} --usage' for more information.\n`)
    throw new Stop()
  }
  const fd = await openArchive(proc, options)
  if (fd === undefined) throw new Stop()
  return new ArchiveWriter(proc, options, fd).write(names, folder)
}

const namesIn = (proc: Proc, list: ByteString): ByteString[] =>
  fromBytes(proc.host.files.readFile(list, proc.caller))
    .split('\n')
    .filter((name) => name !== '')

async function read(proc: Proc, options: TarOptions, folder: ByteString): Promise<boolean> {
  const fd = await openArchive(proc, options)
  if (fd === undefined) throw new Stop()
  try {
    return await new ArchiveReader(proc, options, new Entries(new ArchiveSource(proc, fd)), folder).run()
  } catch (thrown) {
    if (!(thrown instanceof TarError) && !(thrown instanceof BadData)) throw thrown
    await complain(proc, sentenceOf(proc, thrown))
    if (proc.flavor === 'busybox') throw new Stop()
    if (thrown instanceof TarError && thrown.kind !== 'short') return false
    await complain(proc, 'Error is not recoverable: exiting now')
    throw new Stop()
  }
}

function sentenceOf({ flavor }: Proc, error: TarError | BadData): string {
  if (error instanceof BadData) return flavor === 'gnu' ? 'Child returned status 1' : 'corrupted data'
  if (error.kind === 'short') return flavor === 'gnu' ? 'Unexpected EOF in archive' : 'short read'
  if (flavor === 'gnu') return 'This does not look like a tar archive'
  return error.kind === 'tiny' ? 'short read' : 'invalid tar magic'
}
