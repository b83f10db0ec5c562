import type { ByteString } from '../../byte-string.js'
import { complain } from '../complain.js'
import { ExitJump, ReturnJump } from '../errors.js'
import type { Shell } from '../shell.js'
import type { ShellFunction } from '../state/function.js'

/** How deep calls may be in each other: dash says so, for the others it is the end of their stack. */
const deepest = { dash: 1000, ash: 3000, bash: 3000 } as const
const frameSize = 4096
const segmentationFault = 11

/** Goes one call deeper; the stack of ours begins anew with it. */
export async function deeper<T>(shell: Shell, run: () => Promise<T>): Promise<T> {
  if (shell.depth >= deepest[shell.dialect]) await overflow(shell)
  shell.depth++
  shell.proc.grow(frameSize)
  try {
    await Promise.resolve()
    return await run()
  } finally {
    shell.depth--
    shell.proc.shrink(frameSize)
  }
}

async function overflow(shell: Shell): Promise<never> {
  if (shell.dialect === 'dash') {
    await complain(shell, 'Maximum function recursion depth (1000) reached')
    throw new ExitJump(2)
  }
  shell.proc.handle(segmentationFault, 'default')
  shell.proc.kill(shell.proc.pid, segmentationFault)
  await shell.proc.tick()
  throw new ExitJump(128 + segmentationFault, true)
}

/** Calls a function. */
export async function callFunction(
  shell: Shell,
  name: ByteString,
  { body, source }: ShellFunction,
  operands: readonly ByteString[],
): Promise<number> {
  const { positional, source: outer, line, loops, calls } = shell
  shell.positional = operands
  shell.source = source
  shell.loops = 0
  shell.returns++
  shell.calls = [{ name, line }, ...calls]
  shell.variables.enter()
  try {
    return await deeper(shell, () => runBody(shell, body))
  } catch (thrown) {
    if (thrown instanceof ReturnJump) return thrown.status
    throw thrown
  } finally {
    shell.variables.leave()
    shell.returns--
    shell.positional = positional
    shell.source = outer
    shell.line = line
    shell.loops = loops
    shell.calls = calls
  }
}

const runBody = (shell: Shell, body: ShellFunction['body']): Promise<number> =>
  body.type === 'CompoundList'
    ? shell.interpreter.run(shell, body.commands, false)
    : shell.interpreter.command(shell, body, false)
