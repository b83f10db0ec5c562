import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Quota } from '../quota.js'
import type { Caller } from './files.js'
import { copyOf, emptyRoot, newNode, priceOf, type Owned } from './inode.js'
import { sizeOf, type Body, type FrozenTree, type Handle, type Node } from './node.js'

export interface TreeOptions {
  /** What it is at first; an empty directory of root's unless given. */
  readonly image?: FrozenTree
  readonly bytes: Quota
  /** Of names as well as of inodes: a hard link takes one, as on Linux' tmpfs. */
  readonly inodes: Quota
  readonly now: () => Instant
  /** Such as `/proc`: nothing can be made, removed or changed. */
  readonly isSealed?: boolean
}

/**
 * One file system: the inodes of a frozen tree and those of its own, by which it replaces them where they are changed. No
 * parent has to be copied for that, and hard links stay links. Permissions are not its matter.
 */
export class Tree {
  readonly root: Handle
  readonly bytes: Quota
  readonly inodes: Quota
  readonly isSealed: boolean
  /** The tree that it was at first. */
  readonly image: FrozenTree | undefined
  readonly now: () => Instant
  #base: FrozenTree | undefined
  #next: number
  /** Inodes with another owner are those of a frozen tree. */
  #owner = {}
  #copies: Map<Handle, Node> | undefined
  /** What is no directory and none of the image's any more. */
  #changed: Set<Handle> | undefined
  #opened: Map<Handle, number> | undefined

  constructor({ image, bytes, inodes, now, isSealed = false }: TreeOptions) {
    this.bytes = bytes
    this.inodes = inodes
    this.isSealed = isSealed
    this.image = image
    this.now = now
    this.#base = image
    this.#next = image?.nextNumber ?? 2
    this.root = image?.root ?? emptyRoot(now(), this.#owner)
  }

  /**
   * The bytes of what was made or changed, each inode whole and once, directories for nothing: as dockerd counts the layer of
   * a container and a volume (moby's `directory.Size`).
   */
  get changedSize(): number {
    let size = 0
    for (const node of this.#changed ?? []) if (node.links > 0) size += sizeOf(node)
    return size
  }

  /** The inode as it is now. */
  current(handle: Handle): Handle {
    return this.#copies?.get(handle) ?? this.#atFirst(handle)
  }

  #atFirst(handle: Handle): Handle {
    return this.#base?.copies.get(handle) ?? handle
  }

  /** Whether it is still the one of the frozen tree. */
  isUnchanged(handle: Handle): boolean {
    return handle.owner !== this.#owner && this.#copies?.has(handle) !== true
  }

  /** Whether it is none of the image's any more, and no directory. */
  isChanged(handle: Handle): boolean {
    return this.#changed?.has(this.current(handle)) === true
  }

  /** The inode, to be changed: a copy of it, unless it is one. Throws `ENOSPC`; of a sealed tree `EPERM`. */
  own(handle: Handle): Node {
    return this.#note(this.#own(handle))
  }

  #own(handle: Handle): Node {
    if (this.isSealed) throw new Errno('EPERM')
    if (handle.owner === this.#owner) return handle
    const copy = this.#copies?.get(handle)
    if (copy !== undefined) return copy
    const node = this.#atFirst(handle)
    this.#charge(node)
    const made = { ...node, ...copyOf(node), owner: this.#owner } as Node
    this.#copies ??= new Map()
    this.#copies.set(handle, made)
    if (this.#changed?.delete(node) === true) this.#note(made)
    return made
  }

  /** An entry of a directory. Throws `ENOTDIR`. */
  child(directory: Handle, name: ByteString, caller: Caller): Handle | undefined {
    const node = this.current(directory)
    if (node.kind !== 'directory') throw new Errno('ENOTDIR')
    return node.made === undefined ? node.entries.get(name) : node.made.get(name, caller)
  }

  /** Its names, in no order. Throws `ENOTDIR`. */
  names(directory: Handle, caller: Caller): ByteString[] {
    const node = this.current(directory)
    if (node.kind !== 'directory') throw new Errno('ENOTDIR')
    return [...(node.made?.keys(caller) ?? node.entries.keys())]
  }

  /** Makes a new inode with one name; both have to be free. */
  create(directory: Handle, name: ByteString, body: Body, owned: Owned): Handle {
    if (this.isSealed) throw new Errno('ENOENT')
    const entries = this.#entries(directory)
    this.#charge(body)
    const made = newNode(body, owned, this.#next++, this.now(), this.#owner)
    entries.set(name, made)
    this.#note(made)
    this.#touch(directory, body.kind === 'directory' ? 1 : 0)
    return made
  }

  /** Gives an inode another name. */
  link(directory: Handle, name: ByteString, handle: Handle): void {
    const entries = this.#entries(directory)
    const node = this.own(handle)
    this.inodes.take(this.#priced(handle, node.links + 1) - this.#priced(handle, node.links))
    node.links++
    node.changed = this.now()
    entries.set(name, handle)
    this.#touch(directory, 0)
  }

  /** Takes a name away, and with the last one of what nobody has open the inode. */
  remove(directory: Handle, name: ByteString, handle: Handle): void {
    const entries = this.#entries(directory)
    // A file with one name less is no changed one.
    const node = this.#own(handle)
    const isDirectory = node.kind === 'directory'
    entries.delete(name)
    this.#touch(directory, isDirectory ? -1 : 0)
    if (!isDirectory) this.inodes.give(this.#priced(handle, node.links) - this.#priced(handle, node.links - 1))
    node.links = isDirectory ? 0 : node.links - 1
    node.changed = this.now()
    this.#drop(handle)
  }

  /** Gives an entry another name and place; both are in this tree, and the new name is free. */
  move(from: Handle, name: ByteString, to: Handle, toName: ByteString, handle: Handle): void {
    const source = this.#entries(from)
    const target = this.#entries(to)
    const node = this.own(handle)
    const isDirectory = node.kind === 'directory'
    source.delete(name)
    target.set(toName, handle)
    this.#touch(from, isDirectory ? -1 : 0)
    this.#touch(to, isDirectory ? 1 : 0)
    node.changed = this.now()
  }

  /** Somebody has it open, who will say when no longer (`released`). */
  opened(handle: Handle): void {
    this.#opened ??= new Map()
    this.#opened.set(handle, (this.#opened.get(handle) ?? 0) + 1)
  }

  released(handle: Handle): void {
    const left = (this.#opened?.get(handle) ?? 1) - 1
    if (left > 0) this.#opened?.set(handle, left)
    else this.#opened?.delete(handle)
    this.#drop(handle)
  }

  /** How many names of an inode take one each: not its first, nor those that it had in the frozen tree. */
  #priced(handle: Handle, links: number): number {
    return Math.max(0, links - (handle.owner === this.#owner ? 1 : this.#atFirst(handle).links))
  }

  /** Takes what an inode costs, but for its content. */
  #charge(body: Body): void {
    this.bytes.take(priceOf(body))
    try {
      this.inodes.take(1)
    } catch (error) {
      this.bytes.give(priceOf(body))
      throw error
    }
  }

  #drop(handle: Handle): void {
    const node = this.current(handle)
    if (node.links > 0 || this.isUnchanged(handle) || this.#opened?.has(handle) === true) return
    this.bytes.give(priceOf(node))
    if (node.kind === 'file') node.content.truncate(0, this.bytes)
    this.inodes.give(1)
    this.#changed?.delete(node)
    this.#copies?.delete(handle)
  }

  #note(node: Node): Node {
    if (node.kind !== 'directory') (this.#changed ??= new Set()).add(node)
    return node
  }

  /**
   * What it is now as a frozen tree, at once, however large it is. It goes on as what was copied from that: what it had
   * taken of its quotas, which are its own, is given back.
   */
  freeze(): FrozenTree {
    if (this.#copies === undefined && this.#base !== undefined) return this.#base
    const copies = new Map<Handle, Handle>([...(this.#base?.copies ?? []), ...(this.#copies ?? [])])
    this.#base = { root: this.root, copies, nextNumber: this.#next }
    this.#copies = undefined
    this.#owner = {}
    this.bytes.give(this.bytes.used)
    this.inodes.give(this.inodes.used)
    return this.#base
  }

  #entries(directory: Handle): Map<ByteString, Handle> {
    const node = this.own(directory)
    if (node.kind !== 'directory') throw new Errno('ENOTDIR')
    // Of a directory that was removed while somebody is in it.
    if (node.links === 0) throw new Errno('ENOENT')
    return node.entries
  }

  #touch(directory: Handle, links: number): void {
    const node = this.own(directory)
    node.links += links
    node.modified = node.changed = this.now()
  }
}
