import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import type { Content } from './content.js'
import type { Caller, Fifo, OpenFile } from './files.js'

/** What every inode has. */
export interface Attributes {
  /** The permission bits, with set-uid, set-gid and sticky. */
  mode: number
  uid: number
  gid: number
  accessed: Instant
  modified: Instant
  changed: Instant
  links: number
  /** Its number: a copy on write has the one of what it is a copy of. */
  number: number
}

/** A directory whose entries are made when they are looked up, as those of `/proc`. */
export interface MadeEntries {
  get(name: ByteString, caller: Caller): Handle | undefined
  keys(caller: Caller): Iterable<ByteString>
}

export interface FileBody {
  readonly kind: 'file'
  readonly content: Content
  /** What it says, made when it is opened, instead of the content. */
  readonly made?: (caller: Caller) => ByteString
}

export interface DirectoryBody {
  readonly kind: 'directory'
  readonly entries: Map<ByteString, Handle>
  /** What is in it instead of the entries. */
  readonly made?: MadeEntries
}

export interface SymlinkBody {
  readonly kind: 'symlink'
  readonly target: ByteString
  /** The target, for who asks. */
  readonly made?: (caller: Caller) => ByteString
  /** What opening it leads to, whatever its target says: `/proc/PID/fd/N`. Throws `ENOENT` for what is closed. */
  readonly opens?: (caller: Caller) => OpenFile
}

export interface FifoBody {
  readonly kind: 'fifo'
  readonly fifo: Fifo
}

export interface CharacterBody {
  readonly kind: 'character'
  readonly numbers: readonly [number, number]
}

export interface SocketBody {
  readonly kind: 'socket'
}

export type Body = FileBody | DirectoryBody | SymlinkBody | FifoBody | CharacterBody | SocketBody

/** An inode. Only who has its owner may change it: of a frozen tree nobody. */
export type Node = Attributes & Body & { readonly owner?: object }

/** What an entry of a directory holds. What its inode is like at present only its tree knows (`Tree.current`). */
export type Handle = Readonly<Node>

/** A tree that never changes, for any number of containers. */
export interface FrozenTree {
  readonly root: Handle
  /** What inodes are like that were changed since an entry came to hold them. */
  readonly copies: ReadonlyMap<Handle, Handle>
  /** A number that none of its inodes has, and none above it. */
  readonly nextNumber: number
}

/** An inode of a frozen tree. */
export const inFrozen = ({ copies }: FrozenTree, handle: Handle): Handle => copies.get(handle) ?? handle

/** The bytes of a file or of a symlink's target; of a directory what ext4 says of most. */
export function sizeOf(node: Handle): number {
  if (node.kind === 'file') return node.content.size
  if (node.kind === 'symlink') return node.target.length
  return node.kind === 'directory' && node.made === undefined ? 4096 : 0
}
