import type { Instant } from '../../../world.js'
import type { ByteString } from '../../byte-string.js'
import type { ProcessInfo } from '../../kernel/proc.js'
import type { Mount, OpenFile } from '../files.js'

/** What a container may take, as its cgroup says; without a limit where it is undefined. */
export interface CgroupLimits {
  /** Bytes. */
  readonly memory?: number | undefined
  readonly processes?: number | undefined
  /** CPUs, such as 1.5. */
  readonly cpus?: number | undefined
}

/** What a container has of it. */
export interface CgroupUse {
  /** Microseconds. */
  readonly cpu: number
  /** Bytes. */
  readonly memory: number
}

/** What `/proc` and `/sys` show of a container, asked for when they are read. */
export interface ProcSource {
  hostname(): ByteString
  now(): Instant
  readonly bootedAt: Instant
  processes(): readonly ProcessInfo[]
  mounts(): readonly Mount[]
  readonly random: (length: number) => Uint8Array
  /** What a process has open; undefined where it has not. Without it `/proc/PID/fd` can be read, but not opened. */
  descriptor?(pid: number, fd: number): OpenFile | undefined
  /** A file of `/proc/net`, such as `tcp`; its head alone where it is undefined. */
  network?(name: string): ByteString | undefined
  limits?(): CgroupLimits
  used?(): CgroupUse
  /** The machine's. */
  readonly kernel: string
  readonly cpus: number
  /** Bytes. */
  readonly memory: number
}
