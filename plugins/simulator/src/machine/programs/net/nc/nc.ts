import type { Program } from '../../../kernel/proc.js'
import { busyboxNc } from './busybox-nc.js'
import { openbsdNc } from './openbsd-nc.js'

/** Connections and datagrams, by hand: busybox' or OpenBSD's. */
export const nc: Program = (proc) => (proc.flavor === 'busybox' ? busyboxNc(proc) : openbsdNc(proc))
