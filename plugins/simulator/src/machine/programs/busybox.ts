import { posix } from 'node:path'
import type { Proc, Program } from '../kernel/proc.js'

/** `busybox`, called by its own name: runs the program that its first argument names. */
export async function busybox(proc: Proc, programs: ReadonlyMap<string, Program>): Promise<number> {
  const [, first, ...rest] = proc.argv
  if (first === '--list') {
    await proc.write(1, `${[...programs.keys()].sort().join('\n')}\n`)
    return 0
  }
  if (first === undefined || first === '--help') {
    await proc.write(1, 'Usage: busybox [function [arguments]...]\n   or: busybox --list\n')
    return 0
  }
  const name = posix.basename(first)
  if (name === 'busybox' || !programs.has(name)) {
    await proc.write(2, `${first}: applet not found\n`)
    return 127
  }
  return proc.exec('/proc/self/exe', [first, ...rest], proc.env)
}
