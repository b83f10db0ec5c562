import { Errno } from '../errno.js'
import type { FileKind } from '../files/files.js'
import { StreamFile } from '../kernel/stream-file.js'
import { Waiters } from '../kernel/waiters.js'
import type { Connection } from './connection.js'
import { nextInode } from './inode.js'
import type { SocketAddress } from './sockets.js'

/** A socket that listens (TCP): connections wait in it until they are accepted. */
export class Listener extends StreamFile {
  readonly inode: number
  readonly local: SocketAddress
  readonly backlog: number
  protected override readonly kind: FileKind = 'socket'
  readonly #onEnd: (listener: Listener) => void
  readonly #waiting: Connection[] = []
  readonly #readable = new Waiters()

  constructor(local: SocketAddress, backlog: number, onEnd: (listener: Listener) => void) {
    const inode = nextInode()
    super(`socket:[${inode}]`, { read: true, write: true }, inode)
    this.inode = inode
    this.local = local
    this.backlog = backlog
    this.#onEnd = onEnd
  }

  /** How many connections wait. */
  get waiting(): number {
    return this.#waiting.length
  }
  /** Whether as many wait as there may (listen(2): Linux lets one more in). */
  get isFull(): boolean {
    return this.#waiting.length > this.backlog
  }

  put(connection: Connection): void {
    this.#waiting.push(connection)
    this.#readable.wake()
  }
  tryAccept(): Connection | undefined {
    return this.#waiting.shift()
  }

  tryRead(): never {
    throw new Errno('ENOTCONN')
  }
  onReadable(call: () => void): () => void {
    return this.#readable.add(call)
  }
  tryWrite(): never {
    throw new Errno('EPIPE')
  }
  onWritable(): () => void {
    return () => undefined
  }
  /** Those who wait are told of a reset. */
  release(): void {
    for (const connection of this.#waiting.splice(0)) connection.abort()
    this.#onEnd(this)
  }
}
