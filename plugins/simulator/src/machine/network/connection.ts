import { Errno } from '../errno.js'
import type { FileKind } from '../files/files.js'
import type { BlockingFile } from '../kernel/blocking-file.js'
import type { Pipe } from '../kernel/pipe.js'
import { StreamFile } from '../kernel/stream-file.js'
import { nextInode } from './inode.js'
import type { SocketAddress } from './sockets.js'

/** One end of a connection (TCP). */
export class Connection extends StreamFile {
  readonly inode: number
  readonly local: SocketAddress
  readonly peer: SocketAddress
  protected override readonly kind: FileKind = 'socket'
  readonly #onEnd: (end: Connection) => void
  #incoming: BlockingFile | undefined
  #outgoing: BlockingFile | undefined
  readonly #in: Pipe
  readonly #out: Pipe

  constructor(
    pipes: readonly [Pipe, Pipe],
    local: SocketAddress,
    peer: SocketAddress,
    onEnd: (end: Connection) => void,
  ) {
    const inode = nextInode()
    super(`socket:[${inode}]`, { read: true, write: true }, inode)
    this.inode = inode
    this.local = local
    this.peer = peer
    this.#onEnd = onEnd
    ;[this.#in, this.#out] = pipes
    this.#incoming = this.#in.openReader()
    this.#outgoing = this.#out.openWriter()
  }

  /** Whether one side has said that it has ended. */
  get isClosing(): boolean {
    return this.#outgoing === undefined || !this.#in.hasWriter
  }

  tryRead(atMost: number): Uint8Array | null | undefined {
    return this.#incoming === undefined ? null : this.#incoming.tryRead(atMost)
  }
  onReadable(call: () => void): () => void {
    return this.#in.onReadable(call)
  }
  tryWrite(bytes: Uint8Array): number {
    if (this.#outgoing === undefined) throw new Errno('EPIPE')
    return this.#outgoing.tryWrite(bytes)
  }
  onWritable(call: () => void): () => void {
    return this.#out.onWritable(call)
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    if (how !== 'write') {
      this.#incoming?.release()
      this.#incoming = undefined
    }
    if (how !== 'read') {
      this.#outgoing?.release()
      this.#outgoing = undefined
    }
  }

  release(): void {
    this.shutdown('both')
    this.#onEnd(this)
  }
}
