import { Errno, type ErrnoCode } from '../../../errno.js'
import type { Proc } from '../../../kernel/proc.js'
import { resolveHost } from '../../../network/resolve.js'

/** Whether a server accepts connections, or why not. */
export async function accepts(proc: Proc, host: string, port: number): Promise<true | ErrnoCode | 'unknown host'> {
  const [address] = resolveHost(proc, host)
  if (address === undefined) return 'unknown host'
  try {
    proc.close(await proc.sockets.connect({ address, port }))
    return true
  } catch (thrown) {
    if (thrown instanceof Errno) return thrown.code
    throw thrown
  }
}
