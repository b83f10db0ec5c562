import { Errno } from '../errno.js'
import { isSix, isWildcard } from './addresses.js'
import type { SocketAddress } from './sockets.js'

/** Where Linux takes ports from that nobody has asked for (`ip_local_port_range`). */
export const firstFree = 32_768
export const lastFree = 60_999

/** Sockets of one kind by their addresses: no two have the same, a wildcard has all of a port. */
export class Bound<S extends { readonly local: SocketAddress }> {
  readonly #byPort = new Map<number, S[]>()
  #last = firstFree - 1
  #size = 0

  get size(): number {
    return this.#size
  }
  all(): readonly S[] {
    return [...this.#byPort.values()].flat()
  }

  /** Which one is there for what is sent to an address: that of the address before that of all. */
  find({ address, port }: SocketAddress): S | undefined {
    const sockets = this.#byPort.get(port) ?? []
    const takes = (wildcard: string): S | undefined => sockets.find(({ local }) => local.address === wildcard)
    return takes(address) ?? (isSix(address) ? undefined : takes('0.0.0.0')) ?? takes('::')
  }

  add(socket: S): void {
    this.#size++
    const { port } = socket.local
    this.#byPort.set(port, [...(this.#byPort.get(port) ?? []), socket])
  }
  remove(socket: S): void {
    const { port } = socket.local
    const before = this.#byPort.get(port) ?? []
    const rest = before.filter((one) => one !== socket)
    this.#size -= before.length - rest.length
    if (rest.length === 0) this.#byPort.delete(port)
    else this.#byPort.set(port, rest)
  }

  /** The address with a port: that which was asked for, or the next free one for 0. Throws `EADDRINUSE`. */
  claim({ address, port }: SocketAddress): SocketAddress {
    if (port !== 0) {
      if (this.#clashes(address, port)) throw new Errno('EADDRINUSE')
      return { address, port }
    }
    for (let tried = firstFree; tried <= lastFree; tried++) {
      this.#last = this.#last >= lastFree ? firstFree : this.#last + 1
      if (!this.#clashes(address, this.#last)) return { address, port: this.#last }
    }
    throw new Errno('EADDRINUSE')
  }

  #clashes(address: string, port: number): boolean {
    return (this.#byPort.get(port) ?? []).some(({ local: { address: other } }) => {
      if (address === other || address === '::' || other === '::') return true
      return isSix(address) === isSix(other) && (isWildcard(address) || isWildcard(other))
    })
  }
}
