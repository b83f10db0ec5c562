import { Errno } from '../errno.js'
import { firstFree, lastFree } from './bound.js'
import type { Connection } from './connection.js'
import type { SocketAddress } from './sockets.js'

const keyOf = (local: SocketAddress, peer: SocketAddress): string =>
  `${local.address} ${local.port} ${peer.address} ${peer.port}`

/** The ends of connections that a stack has: no two are between the same addresses. */
export class Connections {
  readonly #byAddresses = new Map<string, Connection>()
  #last = firstFree - 1

  get size(): number {
    return this.#byAddresses.size
  }
  all(): readonly Connection[] {
    return [...this.#byAddresses.values()]
  }

  add(connection: Connection): void {
    this.#byAddresses.set(keyOf(connection.local, connection.peer), connection)
  }
  remove(connection: Connection): void {
    const key = keyOf(connection.local, connection.peer)
    if (this.#byAddresses.get(key) === connection) this.#byAddresses.delete(key)
  }

  /** Where a new one to somewhere begins. Throws `EADDRNOTAVAIL` where all ports have one to there. */
  claim(address: string, peer: SocketAddress): SocketAddress {
    for (let tried = firstFree; tried <= lastFree; tried++) {
      this.#last = this.#last >= lastFree ? firstFree : this.#last + 1
      const local = { address, port: this.#last }
      if (!this.#byAddresses.has(keyOf(local, peer))) return local
    }
    throw new Errno('EADDRNOTAVAIL')
  }
}
