import { Errno } from '../errno.js'
import type { FileKind } from '../files/files.js'
import { StreamFile } from '../kernel/stream-file.js'
import { Waiters } from '../kernel/waiters.js'
import { nextInode } from './inode.js'
import type { Datagram, SocketAddress } from './sockets.js'

/**
 * How many bytes wait in a socket, and how many each datagram takes besides its own; what comes after is lost (Linux'
 * `net.core.rmem_default`, and what it counts for a small one).
 */
const capacity = 212_992
const overhead = 768

/** What is the most in one, of IPv4. */
const largest = 65_507

const same = (a: SocketAddress, b: SocketAddress): boolean => a.address === b.address && a.port === b.port

/** What a datagram socket has of the stack that it belongs to. */
export interface DatagramHost {
  /** Sends from the socket; whether there is somebody who takes it. Throws `ENETUNREACH`. */
  readonly send: (socket: DatagramSocket, to: SocketAddress, bytes: Uint8Array) => boolean
  readonly onEnd: (socket: DatagramSocket) => void
}

/** A socket for datagrams (UDP). With a peer, it sends there and receives from there alone. */
export class DatagramSocket extends StreamFile {
  readonly inode: number
  readonly local: SocketAddress
  readonly peer: SocketAddress | undefined
  protected override readonly kind: FileKind = 'socket'
  readonly #host: DatagramHost
  readonly #waiting: Datagram[] = []
  readonly #readable = new Waiters()
  #size = 0
  #isRefused = false

  constructor(local: SocketAddress, peer: SocketAddress | undefined, host: DatagramHost) {
    const inode = nextInode()
    super(`socket:[${inode}]`, { read: true, write: true }, inode)
    this.inode = inode
    this.local = local
    this.peer = peer
    this.#host = host
  }

  /** Bytes that wait, as Linux counts them. */
  get waiting(): number {
    return this.#size
  }

  /** Whether it is one that takes what comes from there. */
  takesFrom(from: SocketAddress): boolean {
    return this.peer === undefined || same(this.peer, from)
  }

  put(datagram: Datagram): void {
    const size = datagram.bytes.length + overhead
    if (this.#size + size > capacity) return
    this.#size += size
    this.#waiting.push({ ...datagram, bytes: Uint8Array.from(datagram.bytes) })
    this.#readable.wake()
  }

  /** Throws `ECONNREFUSED`, once, where what it sent to its peer was taken by nobody. */
  tryReceive(): Datagram | undefined {
    this.#throwOnce()
    const got = this.#waiting.shift()
    if (got !== undefined) this.#size -= got.bytes.length + overhead
    return got
  }

  /** Throws what `tryReceive` does, `EMSGSIZE` and `ENETUNREACH`. */
  send(to: SocketAddress, bytes: Uint8Array): void {
    this.#throwOnce()
    if (bytes.length > largest) throw new Errno('EMSGSIZE')
    const isTaken = this.#host.send(this, to, bytes)
    if (isTaken || this.peer === undefined || !same(this.peer, to)) return
    this.#isRefused = true
    this.#readable.wake()
  }

  tryRead(atMost: number): Uint8Array | undefined {
    return this.tryReceive()?.bytes.subarray(0, atMost)
  }
  onReadable(call: () => void): () => void {
    return this.#readable.add(call)
  }
  /** One datagram to its peer. Throws `EDESTADDRREQ` without one: `send` names whom it is for. */
  tryWrite(bytes: Uint8Array): number {
    if (this.peer === undefined) throw new Errno('EDESTADDRREQ')
    this.send(this.peer, bytes)
    return bytes.length
  }
  onWritable(): () => void {
    return () => undefined
  }
  release(): void {
    this.#waiting.length = this.#size = 0
    this.#host.onEnd(this)
  }

  #throwOnce(): void {
    const isRefused = this.#isRefused
    this.#isRefused = false
    if (isRefused) throw new Errno('ECONNREFUSED')
  }
}
