import { toBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import { ByteReader } from '../../http/byte-reader.js'
import type { Proc } from '../../kernel/proc.js'
import { resolveHost } from '../../network/resolve.js'
import type { SocketAddress } from '../../network/sockets.js'

const never = new Promise<never>(() => undefined)

/** A connection of a program: what is closed gives nothing more, and whoever waits for it is left waiting. */
export class Socket {
  readonly reader: ByteReader
  readonly #proc: Proc
  readonly #fd: number
  #closed = false

  constructor(proc: Proc, fd: number) {
    this.#proc = proc
    this.#fd = fd
    this.reader = new ByteReader((atMost) => this.#read(atMost))
  }

  async send(bytes: Uint8Array | ByteString): Promise<void> {
    if (this.#closed) return never
    await this.#proc.write(this.#fd, typeof bytes === 'string' ? toBytes(bytes) : bytes)
  }

  get local(): SocketAddress {
    return this.#proc.sockets.nameOf(this.#fd)
  }

  close(): void {
    if (!this.#closed) this.#proc.close(this.#fd)
    this.#closed = true
  }

  async #read(atMost: number): Promise<Uint8Array | null> {
    if (this.#closed) return never
    const got = await this.#proc.read(this.#fd, atMost)
    return this.#closed ? never : got
  }
}

/** Connects to the first address of a list that takes it; throws what was wrong with the last. */
export async function connectToAny(
  proc: Proc,
  addresses: readonly string[],
  port: number,
): Promise<{ readonly fd: number; readonly address: string }> {
  let wrong = new Errno('EADDRNOTAVAIL')
  for (const address of addresses) {
    try {
      return { fd: await proc.sockets.connect({ address, port }), address }
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      wrong = thrown
    }
  }
  throw wrong
}

/** The addresses of a name, those of IPv4 first. */
export function addressesOf(proc: Proc, name: string): readonly string[] {
  const all = resolveHost(proc, name)
  const isFour = (address: string): boolean => !address.includes(':')
  return [...all.filter(isFour), ...all.filter((address) => !isFour(address))]
}

/** Why busybox' programs have no connection. */
export const noConnection = (address: string, reason: string): string =>
  `can't connect to remote host${address.includes(':') ? '' : ` (${address})`}: ${reason}`

/** An address and a port as one: `10.0.0.1:80`, `[::1]:80`. */
export const shownAddress = (address: string, port: number): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`
