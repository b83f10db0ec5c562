import { expandMarked, expandParts } from './expand/word.js'
import { single } from './expand/context.js'
import { readInput } from './read/read-line.js'
import { runNode, runStatements } from './run/execute.js'
import { invoke } from './run/invoke.js'
import { cannotOpen } from './run/redirect-words.js'
import { inSubshell } from './run/subshell.js'
import { runText } from './run/text.js'
import { Errno } from '../errno.js'
import type { Interpreter } from './shell.js'
import { runFile } from './start.js'
import { complain } from './complain.js'
import { strip } from './words/marks.js'

/** The parts of the interpreter, put together. */
export const interpreter: Interpreter = {
  expandParts,
  expandWord: expandMarked,
  command: runNode,
  invoke,
  run: runStatements,
  runText,
  inSubshell,
  runFile: (proc, path, operands) => runFile(interpreter, proc, path, operands),
  readLine: readInput,
  async copyFile(shell, word) {
    const path = strip(await expandMarked(shell, word, single))
    try {
      const fd = await shell.proc.open(path, { read: true })
      for (let chunk = await shell.proc.read(fd); chunk !== null; chunk = await shell.proc.read(fd)) {
        await shell.proc.write(1, chunk)
      }
      return 0
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await complain(shell, cannotOpen(shell, path, '<', thrown).message)
      return 1
    }
  },
}
