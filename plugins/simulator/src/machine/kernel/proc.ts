import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import type { Caller, Files, OpenFile, OpenFlags } from '../files/files.js'
import type { HostNetwork } from '../network/host-network.js'
import type { Sockets } from '../network/sockets.js'

/** Whose words a program speaks where they differ. */
export type Flavor = 'busybox' | 'gnu'

/** A program: returns its exit code (0 to 255). Whoever waits for it may give it up at any `await`. */
export type Program = (proc: Proc) => number | Promise<number>

/** How a child ended. */
export type Ended = { readonly pid: number } & ({ readonly code: number } | { readonly signal: number })

/** What happens on a signal: Linux' default, nothing, or a call, at once. */
export type Disposition = 'default' | 'ignore' | ((signal: number) => void)

/** What the processes of a container have in common. */
export interface Host {
  readonly hostname: ByteString
  readonly files: Files
  readonly network: HostNetwork
  /** The ports (TCP) at which the container says that it listens (`EXPOSE`). */
  readonly exposed?: readonly number[]
  /** A later moment at every call. */
  now(): Instant
  /** When the container started. */
  readonly bootedAt: Instant
  /** All processes, by pid. */
  processes(): readonly ProcessInfo[]
  /** Random bytes. */
  random(length: number): Uint8Array
}

/** One process, as `ps` and `/proc` show it. */
export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  readonly uid: number
  readonly gid: number
  readonly argv: readonly ByteString[]
  /** The path of its program, for `/proc/PID/exe`; that of `argv[0]` unless given. */
  readonly executable?: ByteString
  /** Besides `gid`; none unless given. */
  readonly groups?: readonly number[]
  readonly umask?: number
  readonly env: ReadonlyMap<ByteString, ByteString>
  readonly cwd: ByteString
  readonly state: 'R' | 'S' | 'T' | 'Z'
  readonly startedAt: Instant
  /** Microseconds of CPU. */
  readonly used: number
  /** Bytes of memory that it keeps. */
  readonly held: number
  readonly hasTerminal: boolean
  /** What each descriptor shows in `/proc/PID/fd`. */
  readonly descriptors: ReadonlyMap<number, ByteString>
}

/**
 * A process, as its program sees it: the system calls. What blocks returns a promise; of a process that was killed it
 * never settles, so that nothing after it runs. What fails throws `Errno` (or rejects with it).
 */
export interface Proc {
  readonly host: Host
  readonly pid: number
  readonly parent: number
  /** What `ps` shows: a program may write itself another title. */
  argv: readonly ByteString[]
  readonly env: Map<ByteString, ByteString>
  readonly flavor: Flavor
  uid: number
  gid: number
  groups: readonly number[]
  umask: number
  /** Absolute. Set by `chdir` alone. */
  readonly cwd: ByteString
  /** Itself as a caller of `host.files`. */
  readonly caller: Caller
  readonly sockets: Sockets

  /** Throws `ENOENT`, `ENOTDIR`, `EACCES`. */
  chdir(path: ByteString): void

  /**
   * Lets others have their turn where this one has had its time: every loop that may go on for long asks, each time
   * round. Usually nothing has to be waited for: `const turn = proc.tick(); if (turn !== undefined) await turn`.
   */
  tick(): void | Promise<void>

  /** Opens a file with the lowest descriptor that is free. `mode` is 0o666 unless given. A fifo waits for its other end. */
  open(path: ByteString, flags: OpenFlags, mode?: number): number | Promise<number>
  close(fd: number): void
  /** Gives an open file another descriptor: the lowest that is free from `from` on (0 unless given). */
  dup(fd: number, from?: number): number
  /** Gives it that very descriptor, whose file is closed. */
  dup2(fd: number, to: number): void
  /** The ends of a new pipe of 64 KiB. */
  pipe(): readonly [read: number, write: number]
  /** Undefined where it is not open. */
  file(fd: number): OpenFile | undefined
  /** What there is, at most that much (64 KiB unless given); `null` at the end. */
  read(fd: number, atMost?: number): Uint8Array | null | Promise<Uint8Array | null>
  /** Writes all of it. A pipe without a reader is SIGPIPE, and `EPIPE` where that is ignored. */
  write(fd: number, bytes: Uint8Array | ByteString): void | Promise<void>
  isTerminal(fd: number): boolean
  /** Another program that it becomes or starts has not got this descriptor. */
  closeOnExec(fd: number): void
  /** Rows and columns of the terminal that it has; undefined without one. */
  terminalSize(): { readonly rows: number; readonly columns: number } | undefined

  /**
   * Starts a child that has copies of the descriptors, directory, umask, environment and ignored signals, and runs a
   * function of ours: a subshell. Returns at once. Throws `EAGAIN` where there are too many processes.
   */
  fork(run: Program, options?: ForkOptions): number
  /**
   * Becomes another program, by the path of its file; throws `Errno` with all as it was, else gives its exit code, which
   * the caller has to return at once.
   */
  exec(
    path: ByteString,
    argv: readonly ByteString[],
    env: ReadonlyMap<ByteString, ByteString>,
  ): number | Promise<number>
  /** As `fork` and `exec`: throws what `exec` throws, before there is a child. */
  spawn(path: ByteString, argv: readonly ByteString[], options?: SpawnOptions): number
  /** Waits for a child to end, or any (-1). Undefined where none has, with `noHang`. Throws `ECHILD`. */
  wait(pid: number, options?: { readonly noHang?: boolean }): Ended | undefined | Promise<Ended>
  /** Sends a signal to a process, or to a group (`-pid`); 0 only looks. Throws `ESRCH`, `EPERM`, `EINVAL`. */
  kill(pid: number, signal: number): void
  handle(signal: number, disposition: Disposition): void
  dispositionOf(signal: number): Disposition
  /** Puts a child, or itself (0), into the group of that number (0: its own). */
  setGroup(pid: number, group: number): void
  /** Begins a session without a terminal, as `setsid`. */
  setSession(): void
  /** The group that the keys of the terminal signal. */
  setForeground(group: number): void
  /** Microseconds; `Infinity` is for ever. */
  sleep(length: number): Promise<void>
  /** Takes bytes of the container's memory for what a program keeps; too much is the end by SIGKILL. */
  grow(bytes: number): void
  shrink(bytes: number): void
}

export interface ForkOptions {
  /** What `ps` shows; the parent's unless given. */
  readonly argv?: readonly ByteString[]
  /** Whether it is in a group of its own. */
  readonly ownGroup?: boolean
}

export interface SpawnOptions extends ForkOptions {
  /** The parent's unless given. */
  readonly env?: ReadonlyMap<ByteString, ByteString>
  /** Which of the parent's descriptors it has, by its own; all of them unless given. */
  readonly descriptors?: ReadonlyMap<number, number>
}
