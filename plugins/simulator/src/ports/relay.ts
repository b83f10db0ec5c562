import type { Socket } from 'node:net'
import { Errno } from '../machine/errno.js'
import type { Connection } from '../machine/network/connection.js'

/** How much is taken from inside at once: what a pipe holds. */
const most = 64 * 1024

/**
 * A client's connection joined with one inside, as docker-proxy joins them: each direction ends by itself, waits for who
 * reads it, and keeps no more than one chunk.
 */
export class Relay {
  readonly #outer: Socket
  readonly #inner: Connection
  /** Whether nobody inside reads any more, or has ended what it says. */
  #deaf = false
  #silent = false

  constructor(outer: Socket, inner: Connection) {
    this.#outer = outer
    this.#inner = inner
    outer.on('data', (bytes) => this.#enter(bytes))
    outer.on('end', () => inner.shutdown('write'))
    outer.on('close', () => inner.release())
    this.#leave()
    outer.resume()
  }

  /** Ends it: behind what was said, where who said it has ended. */
  finish(): void {
    const { state } = this.#inner
    this.#deaf = true
    if (this.#silent) this.#outer.destroySoon()
    else if (state === 'established' || state === 'fin-wait') this.#outer.destroy()
  }

  #enter(bytes: Uint8Array): void {
    const rest = bytes.subarray(this.#put(bytes))
    if (rest.length === 0) return void this.#outer.resume()
    this.#outer.pause()
    this.#inner.onWritable(() => queueMicrotask(() => this.#enter(rest)))
  }

  /** What nobody inside reads any more is dropped. */
  #put(bytes: Uint8Array): number {
    if (this.#deaf) return bytes.length
    try {
      return this.#inner.tryWrite(bytes)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      this.#deaf = true
      if (this.#silent) this.#outer.destroySoon()
      return bytes.length
    }
  }

  /** It is told in the midst of a write, which is to be over before there is room again. */
  readonly #leaveSoon = (): void => queueMicrotask(this.#leave)

  readonly #leave = (): void => {
    for (;;) {
      if (this.#outer.destroyed) return
      const bytes = this.#take()
      if (bytes === null) return this.#fallSilent()
      if (bytes === undefined) return void this.#inner.onReadable(this.#leaveSoon)
      if (!this.#outer.write(bytes)) return void this.#outer.once('drain', this.#leave)
    }
  }

  /** A reset is the end, as for docker-proxy. */
  #take(): Uint8Array | null | undefined {
    try {
      return this.#inner.tryRead(most)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      this.#deaf = true
      return null
    }
  }

  #fallSilent(): void {
    this.#silent = true
    if (this.#deaf) this.#outer.destroySoon()
    else this.#outer.end()
  }
}
