import type { Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'

/** Formats that Node has no library for. */
export const notSimulated: Program = async (proc) => {
  await complain(proc, 'this format is not simulated')
  return 1
}
