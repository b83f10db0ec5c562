import { Errno } from '../errno.js'
import type { FileKind } from '../files/files.js'
import { StreamFile } from '../kernel/stream-file.js'
import { Waiters } from '../kernel/waiters.js'
import { nextInode } from './inode.js'
import type { Datagram, SocketAddress } from './sockets.js'

/** How many bytes wait in a socket; what comes after is lost (`net.core.rmem_default` of Linux). */
const capacity = 212_992

/** A socket for datagrams (UDP). */
export class DatagramSocket extends StreamFile {
  readonly inode: number
  readonly local: SocketAddress
  protected override readonly kind: FileKind = 'socket'
  readonly #onEnd: (socket: DatagramSocket) => void
  readonly #waiting: Datagram[] = []
  readonly #readable = new Waiters()
  #size = 0

  constructor(local: SocketAddress, onEnd: (socket: DatagramSocket) => void) {
    const inode = nextInode()
    super(`socket:[${inode}]`, { read: true, write: true }, inode)
    this.inode = inode
    this.local = local
    this.#onEnd = onEnd
  }

  put(datagram: Datagram): void {
    if (this.#size + datagram.bytes.length > capacity) return
    this.#size += datagram.bytes.length
    this.#waiting.push({ ...datagram, bytes: Uint8Array.from(datagram.bytes) })
    this.#readable.wake()
  }
  tryReceive(): Datagram | undefined {
    const got = this.#waiting.shift()
    this.#size -= got?.bytes.length ?? 0
    return got
  }

  tryRead(atMost: number): Uint8Array | undefined {
    return this.tryReceive()?.bytes.subarray(0, atMost)
  }
  onReadable(call: () => void): () => void {
    return this.#readable.add(call)
  }
  /** It has no other end: `send` names one. */
  tryWrite(): never {
    throw new Errno('EDESTADDRREQ')
  }
  onWritable(): () => void {
    return () => undefined
  }
  release(): void {
    this.#onEnd(this)
  }
}
