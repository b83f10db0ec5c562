import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'

/** Who asks, and from where. */
export interface Caller {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  /** The bits that new files do not get. */
  readonly umask: number
  /** The working directory, absolute. */
  readonly cwd: ByteString
  /** Whose `/proc/self` it is; without, there is none. */
  readonly pid?: number
}

export type FileKind = 'file' | 'directory' | 'symlink' | 'fifo' | 'character' | 'socket'

export interface Stat {
  readonly kind: FileKind
  /** The permission bits, with set-uid, set-gid and sticky (`0o7777`). */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes; of a symlink those of its target. */
  readonly size: number
  readonly links: number
  /** The same for all hard links of a file, and for nothing else. */
  readonly inode: number
  /** The same for all that is in one mount. */
  readonly device: number
  /** Major and minor of a character device. */
  readonly numbers?: readonly [number, number]
  readonly accessed: Instant
  readonly modified: Instant
  readonly changed: Instant
}

/** How a file is opened. Neither `read` nor `write` is for a path alone. */
export interface OpenFlags {
  readonly read?: boolean
  readonly write?: boolean
  readonly append?: boolean
  readonly create?: boolean
  /** With `create`: throws `EEXIST` for what is there. */
  readonly exclusive?: boolean
  readonly truncate?: boolean
  /** Throws `ENOTDIR` for what is none. */
  readonly directory?: boolean
}

/** An open file description: descriptors that were duplicated share its position. */
export interface OpenFile {
  readonly flags: OpenFlags
  /** Where it was opened, for `/proc/PID/fd`: a path, or such as `pipe:[1234]`. */
  readonly shown: ByteString
  stat(): Stat
  /** What there is, at most that much; `null` at the end. A promise where it has to be waited for. */
  read(atMost: number): Uint8Array | null | Promise<Uint8Array | null>
  /** Writes all of it. A promise asks to wait with more. Throws `Errno`, or rejects with it. */
  write(bytes: Uint8Array): void | Promise<void>
  /** Moves the position; returns where it is then. Throws `ESPIPE` for what has none. */
  seek(offset: number, from: 'start' | 'here' | 'end'): number
  truncate(size: number): void
  /** Whether it is a terminal. */
  readonly isTerminal: boolean
  /** The last descriptor of it was closed. */
  release(): void
  /** Opens what it is of anew, as by `/proc/PID/fd/N`. Without, that is `ENXIO`, as for a socket. */
  reopen?(flags: OpenFlags): OpenFile
}

/** What a fifo is beside its attributes: where the kernel keeps the pipe that all who open it have. */
export interface Fifo {
  pipe?: unknown
}

export interface Mount {
  readonly path: ByteString
  /** Such as `overlay`, `tmpfs`, `proc`, `/dev/vda1`. */
  readonly source: string
  readonly type: string
  readonly readOnly: boolean
  /** As `/proc/mounts` shows them, without `rw` or `ro`. */
  readonly options: string
}

/** Bytes and inodes of a file system: of all there may be, and those in use. */
export interface Usage {
  readonly bytes: number
  readonly usedBytes: number
  readonly inodes: number
  readonly usedInodes: number
}

/**
 * The files of one container, as its processes see them: its image, copied on write, with what is mounted over it. Paths
 * may be relative to the caller's directory. All throw `Errno`; `follow` (true unless given) is of a symlink at the end.
 */
export interface Files {
  stat(path: ByteString, caller: Caller, options?: { readonly follow?: boolean }): Stat
  /** The names in a directory without `.` and `..`, in no order. */
  list(path: ByteString, caller: Caller): readonly ByteString[]
  readLink(path: ByteString, caller: Caller): ByteString
  /** The absolute path without symlinks; all of it has to be there. */
  realPath(path: ByteString, caller: Caller): ByteString
  /** Whether a caller may: bits of 4 read, 2 write, 1 execute. Throws for what is not there. */
  mayAccess(path: ByteString, bits: number, caller: Caller): boolean
  /** `mode` is that of a new file, less the umask. */
  open(path: ByteString, flags: OpenFlags, mode: number, caller: Caller): OpenFile
  /** All of a file. */
  readFile(path: ByteString, caller: Caller): Uint8Array
  makeDirectory(path: ByteString, mode: number, caller: Caller): void
  makeFifo(path: ByteString, mode: number, caller: Caller): void
  /** What a fifo keeps, for one who opens it so, with the checks of `open`; undefined where the path is no fifo. */
  fifo(path: ByteString, flags: OpenFlags, caller: Caller): Fifo | undefined
  symlink(target: ByteString, path: ByteString, caller: Caller): void
  link(existing: ByteString, path: ByteString, caller: Caller): void
  unlink(path: ByteString, caller: Caller): void
  removeDirectory(path: ByteString, caller: Caller): void
  rename(from: ByteString, to: ByteString, caller: Caller): void
  chmod(path: ByteString, mode: number, caller: Caller): void
  /** -1 leaves the one or the other as it is. */
  chown(path: ByteString, uid: number, gid: number, caller: Caller, options?: { readonly follow?: boolean }): void
  setTimes(
    path: ByteString,
    times: { readonly accessed: Instant; readonly modified: Instant },
    caller: Caller,
    options?: { readonly follow?: boolean },
  ): void
  truncate(path: ByteString, size: number, caller: Caller): void
  mounts(): readonly Mount[]
  /** Of the mount that a path is in; `/` unless given. */
  usage(path?: ByteString, caller?: Caller): Usage
}
