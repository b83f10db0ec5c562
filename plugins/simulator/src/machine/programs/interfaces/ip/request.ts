import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'

/** What the options say, and which words follow the object and what is done with it. */
export interface IpRequest {
  readonly family: 4 | 6 | undefined
  readonly oneLine: boolean
  readonly words: readonly ByteString[]
}

/** Says why not, as `ip` does: its own sentence is 1, what the kernel answers is 2. */
export async function refuse(proc: Proc, sentence: string, code: 1 | 2): Promise<number> {
  await complain(proc, sentence)
  return code
}
