import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import type { Files } from '../files/files.js'
import type { NetworkStack } from '../network/stack.js'
import type { LoadExecutable } from './executable.js'
import type { Memory } from './memory.js'
import type { Scheduler } from './scheduler.js'

/** What the processes of one container have from outside. */
export interface KernelOptions {
  readonly hostname: ByteString
  readonly files: Files
  readonly network: NetworkStack
  readonly exposed?: readonly number[]
  readonly load: LoadExecutable
  readonly scheduler: Scheduler
  readonly now: () => Instant
  readonly at: (moment: Instant, call: () => void) => () => void
  readonly random: (length: number) => Uint8Array
  /** How many processes there may be at once. */
  readonly mostProcesses: number
  /** What programs may keep, all together. */
  readonly memory: Memory
  /** Called before a process is ended for want of memory. */
  readonly onOutOfMemory?: () => void
}
