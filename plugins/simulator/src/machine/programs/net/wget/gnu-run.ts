import type { Proc } from '../../../kernel/proc.js'
import type { GnuLog } from './gnu-log.js'
import type { GnuWanted } from './gnu-wanted.js'

/** A run of wget: its process, what it was told to do, and where it tells of it. */
export interface GnuRun {
  readonly proc: Proc
  readonly wanted: GnuWanted
  readonly log: GnuLog
}
