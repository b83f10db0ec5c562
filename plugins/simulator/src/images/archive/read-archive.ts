import { posix } from 'node:path'
import { Readable } from 'node:stream'
import { brokenTar, readTar } from '../../archive/read-tar.js'
import { cleanPath } from '../../machine/archive/clean-path.js'
import { TarReader } from '../../machine/archive/tar-reader.js'
import type { State } from '../../state.js'
import { machine } from '../../system/machine.js'
import type { ArchivedLayer } from '../image-record.js'
import { ArchiveFiles } from './archive-files.js'
import { identityFile } from './identity.js'
import { readJson } from './read-json.js'
import { Room } from './room.js'

/** An archive of images, all of it here. */
export class ImageArchive {
  readonly #files: ArchiveFiles
  readonly #state: State
  /** Where dockerd would have unpacked it, which its sentences name. */
  readonly #folder: string

  constructor(state: State, files: ArchiveFiles) {
    this.#state = state
    this.#files = files
    const [number] = new Uint32Array(new Uint8Array(state.random(4)).buffer)
    this.#folder = `${machine.root}/tmp/docker-import-${number}`
  }

  /** A file of it. Throws `InvalidParameter` where there is none. */
  require(name: string): ArchivedLayer {
    const { error } = this.#state
    const path = posix.join(this.#folder, name)
    if (!path.startsWith(`${this.#folder}/`)) {
      throw error('InvalidParameter', `evalSymlinksInScope: ${path} is not in ${this.#folder}`)
    }
    const file = this.#files.find(cleanPath(name))
    if (file === undefined) throw error('InvalidParameter', `open ${path}: no such file or directory`)
    return file
  }

  bytes(name: string): Uint8Array {
    return Buffer.concat(this.require(name).chunks)
  }

  /** The text that says what is in it. Without it, dockerd looks for that of archives from before Docker 1.10. */
  manifest(): string {
    const text = this.#files.text('manifest.json')
    if (text !== undefined) return text
    this.require('repositories')
    throw this.#state.error('NotImplemented', 'loading an archive from before Docker 1.10 is not simulated')
  }

  /** What simulators say of it; undefined where none has made it. */
  identities(): unknown {
    const text = this.#files.text(identityFile)
    return text === undefined ? undefined : readJson(text, this.#state.error)
  }
}

/** Reads an archive, packed or not. Rejects with `InvalidParameter` in dockerd's words for what is none. */
export async function readArchiveOf(
  state: State,
  input: Readable | undefined,
  signal: AbortSignal,
): Promise<ImageArchive> {
  const files = new ArchiveFiles(new Room(state.images.all()))
  try {
    await readTar(input ?? Readable.from([]), new TarReader(files), signal)
  } catch (thrown) {
    const why = brokenTar(thrown)
    if (why === undefined) throw thrown
    // What is too short for a header is an archive of nothing.
    if (why !== 'unexpected EOF' || !files.isEmpty) {
      throw state.error('InvalidParameter', `Error processing tar file(exit status 1): ${why}`)
    }
  }
  return new ImageArchive(state, files)
}
