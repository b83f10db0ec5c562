import { posix } from 'node:path'
import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { root, type ContainerFiles } from '../files/container-files.js'
import { cleanPath, isWithin, joinPaths } from './clean-path.js'
import { removeAll } from './remove-all.js'
import type { EntryTaker } from './tar-reader.js'
import { Unpacker, type Sink, type TarEntry } from './unpack.js'

const whiteout = '.wh.'
/** What is not for files: `.wh..wh.plnk` and the like. */
const meta = '.wh..wh.'
const opaque = '.wh..wh..opq'

/**
 * Puts a layer of an image on top of those below it: a file `.wh.name` takes `name` of them away, `.wh..wh..opq` all of a
 * directory that is theirs ("Representing Changes" of the OCI image specification).
 */
export class LayerUnpacker implements EntryTaker {
  readonly #files: ContainerFiles
  readonly #unpacker: Unpacker
  readonly #own = new Set<ByteString>()
  #size = 0

  constructor(files: ContainerFiles) {
    this.#files = files
    this.#unpacker = new Unpacker(files, '/')
  }

  /** The bytes of its files so far. */
  get size(): number {
    return this.#size
  }

  add(entry: TarEntry): Sink | undefined {
    const path = joinPaths('/', cleanPath(entry.name))
    const name = posix.basename(path)
    if (name.startsWith(whiteout)) return void this.#takeAway(posix.dirname(path), name)
    const sink = this.#unpacker.add(entry)
    this.#own.add(path)
    if (sink === undefined) return undefined
    return {
      write: (bytes) => {
        sink.write(bytes)
        this.#size += bytes.length
      },
      end: () => sink.end(),
    }
  }

  end(): void {
    this.#unpacker.end()
  }

  #takeAway(directory: ByteString, name: ByteString): void {
    if (name === opaque) return this.#empty(directory)
    if (name.startsWith(meta)) return
    const path = joinPaths(directory, name.slice(whiteout.length))
    if (path !== directory && isWithin(directory, path)) this.#remove(path)
  }

  /** Takes away all that layers below have in a directory. */
  #empty(directory: ByteString): void {
    const names = ifThere(() => this.#files.list(directory, root)) ?? []
    for (const name of names.filter((name) => name !== '.' && name !== '..')) {
      const path = joinPaths(directory, name)
      if (!this.#own.has(path)) this.#remove(path)
    }
  }

  #remove(path: ByteString): void {
    ifThere(() => removeAll(this.#files, path))
  }
}

/** What comes of looking at a path; nothing where there is no such path. */
function ifThere<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (thrown) {
    if (thrown instanceof Errno && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')) return undefined
    throw thrown
  }
}
