import type { ProgramLines } from './lines.js'
import { fileLines } from './system/files.js'
import { processLines } from './system/processes.js'
import { systemLines } from './system/system.js'

/** The command lines about files, processes and the system whose outcome is recorded. */
export const systemProgramLines: Readonly<Record<string, ProgramLines>> = {
  ...fileLines,
  ...processLines,
  ...systemLines,
}
