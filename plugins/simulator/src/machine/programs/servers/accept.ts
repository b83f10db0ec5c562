import { Errno } from '../../errno.js'
import type { Proc } from '../../kernel/proc.js'
import type { SocketAddress } from '../../network/sockets.js'
import { signalNumbers } from '../../kernel/signals.js'

/** How long a server waits where it can have no more descriptors, as nginx does, in microseconds. */
const breath = 500_000

/**
 * Hands each connection of a listener to `serve`, many at once, and closes it after that. Never resolves; what is no
 * error of the system rejects it. One who goes while he is answered is no reason to end.
 */
export function acceptAll(proc: Proc, listener: number, serve: (fd: number) => void | Promise<void>): Promise<never> {
  proc.handle(signalNumbers.PIPE, 'ignore')
  return new Promise<never>((_, reject) => {
    const one = async (fd: number): Promise<void> => {
      try {
        await serve(fd)
      } catch (thrown) {
        if (!(thrown instanceof Errno)) throw thrown
      }
      proc.close(fd)
    }
    const all = async (): Promise<void> => {
      for (;;) {
        const fd = await acceptOne(proc, listener)
        if (fd !== undefined) void one(fd).catch(reject)
      }
    }
    void all().catch(reject)
  })
}

async function acceptOne(proc: Proc, listener: number): Promise<number | undefined> {
  try {
    return await proc.sockets.accept(listener)
  } catch (thrown) {
    if (!(thrown instanceof Errno) || thrown.code !== 'EMFILE') throw thrown
    await proc.sleep(breath)
    return undefined
  }
}

/** Reads what comes until the other end is done, and answers nothing. */
export async function staySilent(proc: Proc, fd: number): Promise<void> {
  while ((await proc.read(fd)) !== null);
}

/** Listens for all addresses of both kinds, or of IPv4 alone. Throws `Errno`. */
export const listenEverywhere = (proc: Proc, port: number, address = '::'): number => {
  const fd = proc.sockets.listen({ address, port })
  proc.closeOnExec(fd)
  return fd
}

/** An address as servers show it: one of IPv4 as such, though it came to a socket that takes both. */
export const plain = ({ address, port }: SocketAddress): SocketAddress => ({
  address: address.replace(/^::ffff:(?=\d+\.)/, ''),
  port,
})
