import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import { quoted } from './quote.js'
import { codeOfFailure, execCommand } from './run-command.js'

/** Becomes a command, or says why not, and gives what to exit with: 127 or 126. */
export async function become(
  proc: Proc,
  argv: readonly ByteString[],
  {
    env = proc.env,
    words = 'failed to run command ',
  }: { readonly env?: ReadonlyMap<ByteString, ByteString>; readonly words?: string } = {},
): Promise<number> {
  let code: number | Promise<number>
  const name = argv[0] ?? ''
  try {
    code = execCommand(proc, argv, env)
  } catch (thrown) {
    const reason = reasonOf(thrown)
    await complain(
      proc,
      proc.flavor === 'gnu'
        ? `${words}${words.endsWith('execute ') ? name : quoted(name)}: ${reason}`
        : `can't execute '${name}': ${reason}`,
    )
    return codeOfFailure(thrown)
  }
  return code
}
