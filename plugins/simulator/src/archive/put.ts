import { createGunzip } from 'node:zlib'
import { pipeline } from 'node:stream/promises'
import { Readable, Writable } from 'node:stream'
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
import { Unpacker, UnpackError } from '../machine/archive/unpack.js'
import { archiveView } from '../machine/archive/view.js'
import type { State } from '../state.js'
import { readArchivePath } from './path.js'
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
  await unpack(job.input ?? Readable.from([]), new TarReader(unpacker), job.signal, error)
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

async function unpack(input: Readable, reader: TarReader, signal: AbortSignal, error: MakeError): Promise<void> {
  const taker = new Writable({
    write(bytes: Uint8Array, _, done) {
      attempt(() => reader.take(bytes), done)
    },
    final(done) {
      attempt(() => reader.end(), done)
    },
  })
  try {
    const first = await firstOf(input)
    const whole = Readable.from(rejoined(first, input))
    if (first[0] === 0x1f && first[1] === 0x8b) await pipeline(whole, createGunzip(), taker, { signal })
    else await pipeline(whole, taker, { signal })
  } catch (thrown) {
    throw told(thrown, error)
  }
}

function attempt(act: () => void, done: (thrown?: Error | null) => void): void {
  try {
    act()
    done()
  } catch (thrown) {
    done(thrown as Error)
  }
}

/** The first bytes of a stream, which says how it is packed. */
async function firstOf(input: Readable): Promise<Buffer> {
  for await (const chunk of input.iterator({ destroyOnReturn: false })) return chunk as Buffer
  return Buffer.alloc(0)
}

async function* rejoined(first: Buffer, rest: Readable): AsyncGenerator<Buffer> {
  yield first
  for await (const chunk of rest) yield chunk as Buffer
}

/** dockerd answers 500 to all of these. */
function told(thrown: unknown, error: MakeError): unknown {
  if (thrown instanceof NotTar) return error('InvalidParameter', thrown.message)
  if (thrown instanceof UnpackError) return error('InvalidParameter', `Error processing tar file(exit status 1): ${thrown.message}`) // prettier-ignore
  if (thrown instanceof Errno) return error('InvalidParameter', `Error processing tar file(exit status 1): ${thrown.message.toLowerCase()}`) // prettier-ignore
  const { code, message } = thrown as NodeJS.ErrnoException
  if (message === 'unexpected EOF' || code?.startsWith('Z_')) {
    return error('InvalidParameter', 'Error processing tar file(exit status 1): unexpected EOF')
  }
  return thrown
}
