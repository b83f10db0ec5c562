import type { ByteString } from '../byte-string.js'
import type { Descriptors } from './descriptors.js'
import type { Flavor } from './proc.js'
import type { TerminalDevice } from './terminal-device.js'

/** What a process begins with. */
export interface Beginning<Parent> {
  /** Undefined for one that was started from outside. */
  readonly parent: Parent | undefined
  readonly argv: readonly ByteString[]
  readonly env: Map<ByteString, ByteString>
  readonly flavor: Flavor
  /** The path of its program; that of its parent unless given. */
  readonly executable?: ByteString
  readonly cwd: ByteString
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly umask: number
  readonly group?: number
  readonly session?: number
  readonly descriptors: Descriptors
  readonly terminal: TerminalDevice | undefined
  readonly ignored?: ReadonlySet<number>
  /** Called once as it ends, with 128 and the signal where one ended it. */
  readonly onExit?: (code: number) => void
}
