import type { Instant } from '../../world.js'
import { Errno } from '../errno.js'
import type { Descriptors } from '../kernel/descriptors.js'
import type { Life } from '../kernel/life.js'
import { isSix, unmapped } from './addresses.js'
import { Connection } from './connection.js'
import { DatagramSocket } from './datagram-socket.js'
import { Listener } from './listener.js'
import type { Datagram, SocketAddress, Sockets } from './sockets.js'
import type { NetworkStack } from './stack.js'

/** How long Linux goes on trying to connect (`tcp_syn_retries` of 6), and to find who has an address, in microseconds. */
const patience = { connect: 127_000_000, neighbour: 3_070_000 }

/** How many connections wait for one listener (`net.core.somaxconn`). */
const mostWaiting = 4096

/** What the sockets of a process are made of. */
export interface SocketHost {
  readonly life: Life
  readonly stack: NetworkStack
  /** Those that it has now. */
  readonly descriptors: () => Descriptors
  /** Calls after that many microseconds; returns what calls that off. */
  readonly after: (length: Instant, call: () => void) => () => void
}

/** The sockets of a process. */
export class ProcessSockets implements Sockets {
  readonly #host: SocketHost

  constructor(host: SocketHost) {
    this.#host = host
  }

  async connect(to: SocketAddress): Promise<number> {
    const { life, after, stack, descriptors } = this.#host
    // Those who listen have their turn before it is told.
    await life.block((go) => after(0, go))
    try {
      const connection = stack.connect(to)
      if (connection !== 'dropped') return descriptors().add(connection)
    } catch (thrown) {
      if (thrown instanceof Errno && thrown.code === 'EHOSTUNREACH') {
        await life.block((go) => after(patience.neighbour, go))
      }
      throw thrown
    }
    await life.block((go) => after(patience.connect, go))
    throw new Errno('ETIMEDOUT')
  }

  listen(at: SocketAddress, backlog = mostWaiting): number {
    return this.#host.descriptors().add(this.#host.stack.listen(at, Math.min(backlog, mostWaiting)))
  }

  async accept(fd: number): Promise<number> {
    const { life, descriptors } = this.#host
    const listener = this.#socket(fd)
    if (!(listener instanceof Listener)) throw new Errno('EINVAL')
    for (;;) {
      const connection = listener.tryAccept()
      if (connection !== undefined) return descriptors().add(connection)
      await life.block((go) => listener.onReadable(go))
    }
  }

  shutdown(fd: number, how: 'read' | 'write' | 'both'): void {
    const socket = this.#socket(fd)
    if (!(socket instanceof Connection)) throw new Errno('ENOTCONN')
    socket.shutdown(how)
  }

  datagrams(at?: SocketAddress, peer?: SocketAddress): number {
    const address = peer !== undefined && isSix(unmapped(peer.address)) ? '::' : '0.0.0.0'
    return this.#host.descriptors().add(this.#host.stack.datagrams(at ?? { address, port: 0 }, peer))
  }

  send(fd: number, to: SocketAddress, bytes: Uint8Array): void {
    const socket = this.#socket(fd)
    if (!(socket instanceof DatagramSocket)) throw new Errno('EISCONN')
    socket.send(to, bytes)
  }

  async receive(fd: number): Promise<Datagram> {
    const socket = this.#socket(fd)
    if (!(socket instanceof DatagramSocket)) throw new Errno('EINVAL')
    for (;;) {
      const got = socket.tryReceive()
      if (got !== undefined) return got
      await this.#host.life.block((go) => socket.onReadable(go))
    }
  }

  nameOf(fd: number): SocketAddress {
    return this.#socket(fd).local
  }
  peerOf(fd: number): SocketAddress {
    const socket = this.#socket(fd)
    if (socket instanceof Listener || socket.peer === undefined) throw new Errno('ENOTCONN')
    return socket.peer
  }

  #socket(fd: number): Connection | Listener | DatagramSocket {
    const file = this.#host.descriptors().require(fd)
    if (file instanceof Connection || file instanceof Listener || file instanceof DatagramSocket) return file
    throw new Errno('ENOTSOCK')
  }
}
