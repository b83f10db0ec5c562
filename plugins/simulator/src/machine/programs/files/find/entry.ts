import type { ByteString } from '../../../byte-string.js'
import type { Stat } from '../../../files/files.js'

/** What `find` has come to. */
export interface Found {
  readonly path: ByteString
  /** The operand that it is below. */
  readonly start: ByteString
  readonly depth: number
  readonly stat: Stat
}

/** What of an expression says yes or no to what was found. */
export type Test = (found: Found) => boolean | Promise<boolean>
