import type { Program } from '../kernel/proc.js'
import { busybox } from './busybox.js'
import { netPrograms } from './net-programs.js'
import { sleep } from './processes/sleep.js'
import { lazily } from './programs.js'
import { serverPrograms } from './server-programs.js'
import { systemPrograms } from './system-programs.js'
import { textPrograms } from './text-programs.js'

const shell = lazily(() => import('../shell/sh.js').then(({ sh }) => sh))

/** All programs that there are, by name. */
export const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...Object.entries(systemPrograms),
  ...Object.entries(textPrograms),
  ...['sh', 'ash', 'bash', 'dash'].map((name) => [name, shell] as const),
  ...Object.entries(serverPrograms),
  ...Object.entries(netPrograms),
  // What containers are kept up by, and what is shorter than the loading of it.
  ['sleep', sleep],
  ['true', () => 0],
  ['false', () => 1],
  ['busybox', (proc) => busybox(proc, programs)],
])
