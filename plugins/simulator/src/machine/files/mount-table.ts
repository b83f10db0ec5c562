import type { ByteString } from '../byte-string.js'
import type { Mount } from './files.js'
import type { Handle } from './node.js'
import type { Tree } from './tree.js'

/** Bytes that went from and to a disk. */
export interface BlockUse {
  read: number
  written: number
}

/** What is to be mounted. */
export interface MountSpec extends Mount {
  readonly tree: Tree
  /** Where its traffic is counted, of one that is on a disk. */
  readonly blocks?: BlockUse
  /** What of the tree: a directory or a file of it; its root unless given. */
  readonly root?: Handle
}

export interface Mounted extends Mount {
  readonly tree: Tree
  readonly blocks?: BlockUse
  readonly root: Handle
  /** The number of its file system: the same for all mounts of one tree. */
  readonly device: number
}

/** What a container has mounted where, by absolute path without symlinks. */
export class MountTable {
  readonly root: Mounted
  readonly #byPath = new Map<ByteString, Mounted>()
  readonly #devices = new Map<Tree, number>()

  constructor(root: MountSpec) {
    this.root = this.add(root)
  }

  /** Mounts it over whatever is there. */
  add(spec: MountSpec): Mounted {
    const device = this.#devices.get(spec.tree) ?? firstDevice + this.#devices.size
    this.#devices.set(spec.tree, device)
    const mounted = { ...spec, root: spec.root ?? spec.tree.root, device }
    // What was mounted there before is under it, and shown no more.
    this.#byPath.delete(spec.path)
    this.#byPath.set(spec.path, mounted)
    return mounted
  }

  at(path: ByteString): Mounted | undefined {
    return this.#byPath.get(path)
  }

  /** Whether something is mounted at a path or below it. */
  isUsed(path: ByteString): boolean {
    if (this.#byPath.has(path)) return true
    for (const mounted of this.#byPath.keys()) if (mounted.startsWith(`${path}/`)) return true
    return false
  }

  all(): Mounted[] {
    return [...this.#byPath.values()]
  }
}

/** Anonymous devices of Linux have the major number 0. */
const firstDevice = 46
