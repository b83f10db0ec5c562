import { Errno } from '../errno.js'
import type { FileKind } from '../files/files.js'
import { StreamFile } from '../kernel/stream-file.js'
import type { Flow } from './flow.js'
import { nextInode } from './inode.js'
import type { SocketAddress } from './sockets.js'

/** What one end of a connection is made with. */
export interface ConnectionEnd {
  readonly local: SocketAddress
  readonly peer: SocketAddress
  readonly incoming: Flow
  readonly outgoing: Flow
  /** Called once, when it is closed. */
  readonly onEnd: (end: Connection) => void
}

/** What netstat(8) calls it. */
export type ConnectionState = 'established' | 'fin-wait' | 'close-wait' | 'closed'

/** One end of a connection (TCP). */
export class Connection extends StreamFile {
  readonly inode: number
  readonly local: SocketAddress
  readonly peer: SocketAddress
  protected override readonly kind: FileKind = 'socket'
  readonly #in: Flow
  readonly #out: Flow
  readonly #onEnd: (end: Connection) => void
  #other: Connection | undefined
  #isReset = false
  /** What the next call is told, once. */
  #error: 'ECONNRESET' | 'EPIPE' | undefined
  #isDeaf = false
  #isCut = false

  private constructor({ local, peer, incoming, outgoing, onEnd }: ConnectionEnd) {
    const inode = nextInode()
    super(`socket:[${inode}]`, { read: true, write: true }, inode)
    this.inode = inode
    this.local = local
    this.peer = peer
    this.#in = incoming
    this.#out = outgoing
    this.#onEnd = onEnd
  }

  /** Both ends of one. */
  static pair(a: ConnectionEnd, b: ConnectionEnd): readonly [Connection, Connection] {
    const [one, other] = [new Connection(a), new Connection(b)]
    one.#other = other
    other.#other = one
    return [one, other]
  }

  get state(): ConnectionState {
    if (this.#isReset) return 'closed'
    if (this.#out.ended) return this.#in.endHasCome ? 'closed' : 'fin-wait'
    return this.#in.endHasCome ? 'close-wait' : 'established'
  }
  /** Bytes that have come and were not read, and that were sent and not taken. */
  get waiting(): { readonly incoming: number; readonly outgoing: number } {
    return { incoming: this.#in.size, outgoing: this.#out.size }
  }

  /** What came before a reset is still there. Throws `ECONNRESET`. */
  tryRead(atMost: number): Uint8Array | null | undefined {
    const got = this.#in.take(atMost)
    if (got !== undefined) return got
    if (this.#isReset) this.#throwOnce()
    return this.#isReset || this.#isDeaf ? null : undefined
  }
  onReadable(call: () => void): () => void {
    return this.#in.onReadable(call)
  }

  /**
   * Throws `EPIPE`, `ECONNRESET`. The first that is sent to an end that was closed is lost: that there is nobody is told
   * by the answer to it.
   */
  tryWrite(bytes: Uint8Array): number {
    this.#throwOnce()
    if (this.#isReset || this.#out.ended) throw new Errno('EPIPE')
    if (!this.#out.closed || this.#out.isCut) return this.#out.put(bytes)
    this.#reset()
    return bytes.length
  }
  onWritable(call: () => void): () => void {
    return this.#out.onWritable(call)
  }

  /** What comes after the reading was ended is kept as before (Linux does not tell the other end). */
  shutdown(how: 'read' | 'write' | 'both'): void {
    if (how !== 'write') {
      this.#isDeaf = true
      this.#in.wake()
    }
    if (how !== 'read') this.#out.end()
  }

  /** Closes it; the other end is told of a reset where there is something that was not read (RFC 2525, 2.17). */
  release(): void {
    if (this.#in.size > 0) this.abort()
    else this.#close().#out.end()
  }

  /** Closes it at once, with a reset. */
  abort(): void {
    const [other, isCut] = [this.#other, this.#out.isCut]
    this.#close()
    if (other !== undefined && !isCut) other.#reset()
  }

  /** Its address has left the network, or is back. */
  setCut(isCut: boolean): void {
    if (isCut === this.#isCut) return
    this.#isCut = isCut
    for (const flow of [this.#in, this.#out]) {
      if (isCut) flow.cut()
      else flow.mend()
    }
  }

  #close(): this {
    this.setCut(false)
    this.#in.close()
    this.#onEnd(this)
    this.#other = undefined
    return this
  }

  #throwOnce(): void {
    const error = this.#error
    this.#error = undefined
    if (error !== undefined) throw new Errno(error)
  }

  #reset(): void {
    if (this.#isReset) return
    this.#isReset = true
    // Who was told of the end knows that already (tcp_reset of Linux).
    this.#error = this.#in.endHasCome ? 'EPIPE' : 'ECONNRESET'
    this.#in.wake()
    this.#out.wake()
  }
}
