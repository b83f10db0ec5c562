import { Readable } from 'node:stream'
import type { Job, ReplyInit } from 'libswarm-core'
import type { MakeError } from '../errors.js'
import type { Container } from '../containers/container.js'
import { containerEvent } from '../containers/event.js'
import { resolve } from '../containers/resolve.js'
import { isWithin } from '../machine/archive/clean-path.js'
import { fromText, type ByteString } from '../machine/byte-string.js'
import { Errno } from '../machine/errno.js'
import { root } from '../machine/files/container-files.js'
import { NotTar } from '../machine/archive/tar-block.js'
import { TarReader } from '../machine/archive/tar-reader.js'
import { Unpacker } from '../machine/archive/unpack.js'
import { archiveView } from '../machine/archive/view.js'
import type { State } from '../state.js'
import { readArchivePath } from './path.js'
import { brokenTar, readTar } from './read-tar.js'
import { notFound } from './stat.js'

/** Answers `PutContainerArchive`: unpacks a tar archive, packed by gzip or not, into a directory of a container. */
export async function writeArchive(state: State, job: Job<'PutContainerArchive'>): Promise<ReplyInit> {
  const { clock, containers, error, events, machines } = state
  const asked = readArchivePath(job.query.path, error)
  const container = resolve(containers, job.path.id, error)
  const files = archiveView(machines.filesOf(container))
  const directory = directoryAt(() => files.realPath(asked.path, root), () => notFound(asked, job.path.id, error)) // prettier-ignore
  if (files.stat(directory, root).kind !== 'directory') {
    throw error('InvalidParameter', 'extraction point is not a directory')
  }
  requireWritable(container, directory, error)
  const unpacker = new Unpacker(files, directory, { keepsKinds: job.query.noOverwriteDirNonDir === true })
  try {
    await readTar(job.input ?? Readable.from([]), new TarReader(unpacker), job.signal)
  } catch (thrown) {
    throw told(thrown, error)
  }
  events.publish([containerEvent(container, 'extract-to-dir', clock.now())])
  return { status: 200 }
}

/** As moby's `checkIfPathIsInAVolume`. */
function requireWritable({ hostConfig, mounts }: Container, path: ByteString, error: MakeError): void {
  const mount = mounts.find(({ Destination = '' }) => isWithin(fromText(Destination), path))
  if (mount?.RW === false) throw error('Forbidden', 'mounted volume is marked read-only')
  if (mount === undefined && hostConfig.ReadonlyRootfs === true) {
    throw error('Forbidden', 'container rootfs is marked read-only')
  }
}

function directoryAt(find: () => string, missing: () => Error): string {
  try {
    return find()
  } catch (thrown) {
    if (thrown instanceof Errno) throw missing()
    throw thrown
  }
}

/** dockerd answers 500 to all of these. */
function told(thrown: unknown, error: MakeError): unknown {
  if (thrown instanceof NotTar) return error('InvalidParameter', thrown.message)
  const why = brokenTar(thrown)
  return why === undefined ? thrown : error('InvalidParameter', `Error processing tar file(exit status 1): ${why}`)
}
