import type { Program } from '../kernel/proc.js'
import { interpreter } from './interpreter.js'
import { startShell } from './start.js'

/** `sh`, `ash`, `bash` and `dash`: which of them by the flavor of the process and its name. */
export const sh: Program = (proc) => startShell(interpreter, proc)
