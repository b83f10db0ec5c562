import type { ProgramLines } from './lines.js'
import { makingLines } from './system/making.js'
import { movingLines } from './system/moving.js'
import { owningLines } from './system/owning.js'
import { pathLines } from './system/paths.js'
import { processLines } from './system/processes.js'
import { readingLines } from './system/reading.js'
import { systemLines } from './system/system.js'

/** The command lines about files, processes and the system whose outcome is recorded. */
export const systemProgramLines: Readonly<Record<string, ProgramLines>> = {
  ...readingLines,
  ...movingLines,
  ...owningLines,
  ...pathLines,
  ...makingLines,
  ...processLines,
  ...systemLines,
}
