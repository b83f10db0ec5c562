import type { Program } from '../kernel/proc.js'
import { nameOf } from './complain.js'

/**
 * A program that tells how it is used where it is asked by `--help` alone: to the standard output as GNU's do, to the
 * standard error as busybox' do.
 */
export const withHelp =
  (program: Program): Program =>
  async (proc) => {
    if (proc.argv.length !== 2 || proc.argv[1] !== '--help') return program(proc)
    await proc.write(proc.flavor === 'gnu' ? 1 : 2, `Usage: ${nameOf(proc)} [OPTION]... [ARGUMENT]...\n`)
    return 0
  }
