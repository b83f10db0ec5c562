import type { Program } from '../../../kernel/proc.js'
import { busyboxWget } from './busybox-wget.js'
import { gnuWget } from './gnu-wget.js'

/** Fetches files by HTTP. */
export const wget: Program = (proc) => (proc.flavor === 'busybox' ? busyboxWget(proc) : gnuWget(proc))
