import { toBytes, type ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { Content, largestFile } from './content.js'
import type { Caller, OpenFile, OpenFlags, Stat } from './files.js'
import type { Handle } from './node.js'
import type { Place } from './walk.js'
import { require } from './permission.js'
import { statOf } from './stat.js'

/** An open file or directory of a tree: it goes on when its name is gone. */
export class TreeFile implements OpenFile {
  readonly flags: OpenFlags
  readonly isTerminal = false
  readonly #place: Place
  readonly #caller: Caller
  /** What a made file said when it was opened, if that is short: what is long is made at each reading. */
  readonly #made: Content | undefined
  #position = 0

  constructor(place: Place, flags: OpenFlags, caller: Caller) {
    this.#place = place
    this.flags = flags
    this.#caller = caller
    const node = this.#node
    if (isMade(node)) {
      const content = madeContent(node, caller)
      if (content.size <= longestKept) this.#made = content
    }
    if (flags.truncate === true && flags.write === true) this.truncate(0)
    place.mount.tree.opened(place.handle)
  }

  get #node(): Handle {
    return this.#place.mount.tree.current(this.#place.handle)
  }

  get shown(): ByteString {
    return this.#node.links === 0 ? `${this.#place.path} (deleted)` : this.#place.path
  }

  stat(): Stat {
    return statOf(this.#place)
  }

  read(atMost: number): Uint8Array | null {
    if (this.flags.read !== true) throw new Errno('EBADF')
    const node = this.#node
    if (node.kind !== 'file') throw new Errno('EISDIR')
    const content = isMade(node) ? (this.#made ?? madeContent(node, this.#caller)) : node.content
    const bytes = content.read(this.#position, atMost)
    this.#position += bytes.length
    if (this.#place.mount.blocks !== undefined) this.#place.mount.blocks.read += bytes.length
    if (bytes.length > 0) this.#accessed(node)
    return bytes.length === 0 && atMost > 0 ? null : bytes
  }

  /** As with the mount option `relatime`, and never to copy a file of the image. */
  #accessed(node: Handle): void {
    const { tree, readOnly } = this.#place.mount
    if (readOnly || tree.isSealed || !tree.isChanged(this.#place.handle)) return
    if (node.accessed <= node.modified || node.accessed <= node.changed)
      tree.own(this.#place.handle).accessed = tree.now()
  }

  write(bytes: Uint8Array): void {
    const node = this.#writable()
    if (bytes.length === 0) return
    const { tree, blocks } = this.#place.mount
    if (this.flags.append === true) this.#position = node.content.size
    const written = node.content.write(this.#position, bytes, tree.bytes)
    this.#position += written
    if (blocks !== undefined) blocks.written += written
    if (written > 0) node.modified = node.changed = tree.now()
    if (this.#caller.uid !== 0) node.mode = withoutSetId(node.mode)
    if (written === bytes.length) return
    tree.bytes.lack()
    throw new Errno('ENOSPC')
  }

  #writable(): FileNode {
    if (this.flags.write !== true) throw new Errno('EBADF')
    if (isMade(this.#node)) throw new Errno('EIO')
    const node = this.#place.mount.tree.own(this.#place.handle)
    if (node.kind !== 'file') throw new Errno('EISDIR')
    return node
  }

  seek(offset: number, from: 'start' | 'here' | 'end'): number {
    const base = { start: 0, here: this.#position, end: (this.#made ?? this.stat()).size }[from]
    const position = base + offset
    if (!Number.isSafeInteger(position) || position < 0 || position > largestFile) throw new Errno('EINVAL')
    this.#position = position
    return position
  }

  truncate(size: number): void {
    // What is made has nothing to lose: `echo x > /proc/…` truncates first.
    if (isMade(this.#node)) return
    if (this.flags.write !== true || size < 0) throw new Errno('EINVAL')
    const node = this.#writable()
    const { tree } = this.#place.mount
    node.content.truncate(size, tree.bytes)
    if (this.#caller.uid !== 0) node.mode = withoutSetId(node.mode)
    node.modified = node.changed = tree.now()
  }

  release(): void {
    this.#place.mount.tree.released(this.#place.handle)
  }

  reopen(flags: OpenFlags): TreeFile {
    if (flags.write === true && this.#place.mount.readOnly) throw new Errno('EROFS')
    require(this.#node, (flags.read === true ? 4 : 0) | (flags.write === true ? 2 : 0), this.#caller)
    return new TreeFile(this.#place, flags, this.#caller)
  }
}

type MadeFile = Extract<Handle, { readonly kind: 'file' }> & { readonly made: (caller: Caller) => ByteString }

const isMade = (node: Handle): node is MadeFile => node.kind === 'file' && node.made !== undefined

const madeContent = (node: MadeFile, caller: Caller): Content => Content.of(toBytes(node.made(caller)))

const longestKept = 4096

type FileNode = Extract<Handle, { readonly kind: 'file' }> & { mode: number; modified: number; changed: number }

/** Set-uid goes when others write, and set-gid where it is no mark of mandatory locking. */
export const withoutSetId = (mode: number): number => ((mode & 0o010) !== 0 ? mode & ~0o6000 : mode & ~0o4000)

/** All of a file. Throws `EFBIG` where that is more than a program could hold. */
export function readAll(file: OpenFile): Uint8Array {
  const { size } = file.stat()
  if (size > largestWhole) throw new Errno('EFBIG')
  const chunks: Uint8Array[] = []
  for (;;) {
    const chunk = file.read(2 ** 20)
    if (chunk instanceof Promise) throw new Errno('EAGAIN')
    if (chunk === null) return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
    chunks.push(chunk)
    if (chunks.length > largestWhole / 2 ** 20) throw new Errno('EFBIG')
  }
}

const largestWhole = 2 ** 26
