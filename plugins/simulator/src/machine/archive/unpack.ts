import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { root, type ContainerFiles } from '../files/container-files.js'
import { Content } from '../files/content.js'
import { make } from '../files/making.js'
import type { Body, Handle } from '../files/node.js'
import { TreeFile } from '../files/tree-file.js'
import { kindOf, walk, type Found, type Place } from '../files/walk.js'
import { cleanPath, directoryOf, isWithin, joinPaths } from './clean-path.js'
import { removeAll } from './remove-all.js'

/** One entry of a tar archive. */
export interface TarEntry {
  /** As it is there: it may climb (`../x`), or begin with a slash. */
  readonly name: ByteString
  readonly kind: 'file' | 'directory' | 'symlink' | 'hardlink' | 'fifo' | 'character'
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly modified: Instant
  /** What a symlink says; of a hard link the name of an entry. */
  readonly target?: ByteString
  readonly numbers?: readonly [number, number]
}

/** That an archive cannot be unpacked; `message` is dockerd's. */
export class UnpackError extends Error {}

/** Takes the content of a file. */
export interface Sink {
  /** Throws `ENOSPC`. */
  write(bytes: Uint8Array): void
  /** All of it was written. */
  end(): void
}

interface Options {
  /** Whether a directory may not become something else, nor something else a directory (`noOverwriteDirNonDir`). */
  readonly keepsKinds?: boolean
}

/**
 * Puts the entries of an archive into a directory of a container, as moby's `archive.Unpack` in a chroot: symlinks on the
 * way stay inside of the container, names that climb out of the directory are refused. All is done as root.
 */
export class Unpacker {
  readonly #files: ContainerFiles
  readonly #directory: ByteString
  readonly #keepsKinds: boolean
  readonly #times: (readonly [Place, Instant])[] = []

  /** `directory` is there, and absolute. */
  constructor(files: ContainerFiles, directory: ByteString, { keepsKinds = false }: Options = {}) {
    this.#files = files
    this.#directory = cleanPath(directory)
    this.#keepsKinds = keepsKinds
  }

  /** Makes an entry; returns what takes the content of a file. Throws `UnpackError`, `Errno`. */
  add(entry: TarEntry): Sink | undefined {
    const name = cleanPath(entry.name)
    const path = this.#inside(name, joinPaths(this.#directory, name))
    this.#makeParents(path)
    const found = walk(this.#files.table, path, root, 'name')
    if (found.place !== undefined) this.#requireKind(entry, found.place, path)
    if (name === '.' || path === '/') return undefined
    const place = this.#put(entry, found, path)
    setAttributes(place, entry)
    if (entry.kind === 'directory') this.#times.push([place, entry.modified])
    return entry.kind === 'file' ? sinkOf(place, entry) : undefined
  }

  /** Gives directories their times, which changed as they were filled. */
  end(): void {
    for (const [place, modified] of this.#times) setTimes(place, modified)
  }

  #inside(name: ByteString, path: ByteString): ByteString {
    if (isWithin(this.#directory, path)) return path
    throw new UnpackError(`${quoted(name)} is outside of ${quoted(this.#directory)}`)
  }

  #makeParents(path: ByteString): void {
    const directory = directoryOf(path)
    if (this.#isThere(directory)) return
    let above = ''
    for (const name of directory.split('/').slice(1)) {
      above = `${above}/${name}`
      const found = walk(this.#files.table, above, root, 'name')
      if (found.place === undefined) make(found, emptyDirectory(), 0o777, root)
    }
  }

  #isThere(path: ByteString): boolean {
    try {
      return walk(this.#files.table, path, root, 'name').place !== undefined
    } catch (error) {
      if (error instanceof Errno && error.code === 'ENOENT') return false
      throw error
    }
  }

  #requireKind({ kind, name }: TarEntry, place: Place, path: ByteString): void {
    const isDirectory = kindOf(place) === 'directory'
    if (!this.#keepsKinds || isDirectory === (kind === 'directory')) return
    const [there, wanted] = isDirectory ? ['directory', 'non-directory'] : ['non-directory', 'directory']
    throw new UnpackError(`cannot overwrite ${there} ${quoted(path)} with ${wanted} ${quoted(name)}`)
  }

  #put(entry: TarEntry, found: Found, path: ByteString): Place {
    const { place } = found
    if (place !== undefined && kindOf(place) === 'directory' && entry.kind === 'directory') return place
    if (entry.kind === 'symlink') this.#requireInside(entry, joinPaths(directoryOf(path), entry.target ?? ''), path)
    const source = entry.kind === 'hardlink' ? this.#sourceOf(entry, path) : undefined
    if (entry.kind === 'symlink' && (entry.target ?? '').length > longestTarget) throw new Errno('ENAMETOOLONG')
    if (place !== undefined) removeAll(this.#files, path)
    if (source === undefined) return make(found, bodyOf(entry), entry.mode, root)
    this.#files.link(source, path, root)
    return walk(this.#files.table, path, root, 'name').place ?? found.parent
  }

  #sourceOf(entry: TarEntry, path: ByteString): ByteString {
    const source = joinPaths(this.#directory, entry.target ?? '')
    this.#requireInside(entry, source, path)
    return source
  }

  #requireInside({ kind, target = '' }: TarEntry, to: ByteString, path: ByteString): void {
    if (isWithin(this.#directory, to)) return
    throw new UnpackError(`invalid ${kind} ${quoted(kind === 'hardlink' ? to : path)} -> ${quoted(target)}`)
  }
}

/** PATH_MAX without the NUL. */
const longestTarget = 4095

/** As Go's `%q`, for what such names hold. */
const quoted = (text: ByteString): string => JSON.stringify(text)

const emptyDirectory = (): Body => ({ kind: 'directory', entries: new Map<ByteString, Handle>() })

function bodyOf({ kind, target = '', numbers = [0, 0] }: TarEntry): Body {
  switch (kind) {
    case 'directory':
      return emptyDirectory()
    case 'symlink':
      return { kind, target }
    case 'fifo':
      return { kind, fifo: {} }
    case 'character':
      return { kind, numbers }
    case 'file':
    case 'hardlink':
      return { kind: 'file', content: new Content() }
  }
}

function setAttributes(place: Place, { kind, mode, uid, gid, modified }: TarEntry): void {
  const node = place.mount.tree.own(place.handle)
  Object.assign(node, { uid, gid })
  if (kind !== 'symlink') node.mode = mode & 0o7777
  setTimes(place, modified)
}

function setTimes({ mount, handle }: Place, modified: Instant): void {
  const { tree } = mount
  Object.assign(tree.own(handle), { accessed: tree.now(), modified, changed: tree.now() })
}

function sinkOf(place: Place, { modified }: TarEntry): Sink {
  const file = new TreeFile(place, { write: true }, root)
  return {
    write: (bytes) => file.write(bytes),
    end() {
      file.release()
      setTimes(place, modified)
    },
  }
}
