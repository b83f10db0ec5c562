import type { Proc, Program } from '../../../kernel/proc.js'
import { busyboxPs } from './busybox-ps.js'
import { procpsPs } from './procps.js'

/** Lists processes. */
export const ps: Program = (proc: Proc) => (proc.flavor === 'busybox' ? busyboxPs(proc) : procpsPs(proc))
