import { cleanPath, directoryOf, joinPaths } from '../../machine/archive/clean-path.js'
import type { EntryTaker } from '../../machine/archive/tar-reader.js'
import type { Sink, TarEntry } from '../../machine/archive/unpack.js'
import { toText, type ByteString } from '../../machine/byte-string.js'
import type { ArchivedLayer } from '../image-record.js'
import type { Room } from './room.js'

interface Growing extends ArchivedLayer {
  readonly chunks: Uint8Array[]
  size: number
}

/** The longest way of symlinks that is gone (`MAXSYMLINKS` of Linux). */
const mostLinks = 40

/** What one entry costs besides its bytes. */
const entryCost = 512

/** The files of an archive of images, by their names. Layers that are there twice are symlinks the second time. */
export class ArchiveFiles implements EntryTaker {
  readonly #room: Room
  readonly #files = new Map<ByteString, Growing>()
  readonly #links = new Map<ByteString, ByteString>()

  constructor(room: Room) {
    this.#room = room
  }

  add({ name, kind, target = '' }: TarEntry): Sink | undefined {
    const path = cleanPath(name)
    this.#room.take(entryCost)
    if (kind === 'symlink') this.#links.set(path, joinPaths(directoryOf(path), target))
    if (kind === 'hardlink') this.#links.set(path, cleanPath(target))
    if (kind !== 'file') return undefined
    const file: Growing = { chunks: [], size: 0 }
    this.#files.set(path, file)
    return {
      write: (bytes) => {
        this.#room.take(bytes.length)
        file.chunks.push(Buffer.from(bytes))
        file.size += bytes.length
      },
      end: () => undefined,
    }
  }

  end(): void {
    // There is nothing to complete.
  }

  get isEmpty(): boolean {
    return this.#files.size === 0 && this.#links.size === 0
  }

  /** A file, by way of symlinks; undefined where there is none. */
  find(name: string): ArchivedLayer | undefined {
    let path = cleanPath(name)
    for (let steps = 0; steps < mostLinks; steps++) {
      const file = this.#files.get(path)
      const link = this.#links.get(path)
      if (file !== undefined || link === undefined) return file
      path = link
    }
    return undefined
  }

  /** The text of a file. */
  text(name: string): string | undefined {
    const file = this.find(name)
    return file && toText(Buffer.concat(file.chunks).toString('latin1'))
  }
}
