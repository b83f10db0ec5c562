import { Errno } from '../../errno.js'
import type { Program } from '../../kernel/proc.js'
import { acceptAll, listenEverywhere, staySilent } from './accept.js'

/**
 * What an image runs that nobody has described: it stays up until a signal ends it, and accepts where its image or its
 * container says that it listens (`EXPOSE`), as far as nobody else does.
 */
export const undescribed: Program = async (proc) => {
  for (const port of proc.host.exposed ?? []) {
    try {
      const listener = listenEverywhere(proc, port)
      void acceptAll(proc, listener, (fd) => staySilent(proc, fd)).catch(() => undefined)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }
  await proc.sleep(Infinity)
  return 0
}
