import { Duplex } from 'node:stream'
import { closure, encodeClose, encodeFrame, opcode } from './frames.js'
import { FrameReader } from './reader.js'

/** What output is sent as. */
export type OutputCode = typeof opcode.text | typeof opcode.binary

/**
 * The server's end of a WebSocket: what the client's messages say is written to `inner`, each piece that comes out of it
 * is a message. Neither side is read faster than the other one reads. The client's close is the end of its input, as it
 * is with dockerd; the connection closes with the output.
 */
export class ServerEnd extends Duplex {
  readonly #inner: Duplex
  readonly #reader = new FrameReader()
  /** That the client has said its last word. */
  #deaf = false
  #closed = false
  #read: (() => void) | undefined

  constructor(inner: Duplex, output: OutputCode) {
    super()
    this.#inner = inner
    // Nobody but the engine listens, and a client that is gone is no news.
    this.on('error', () => undefined)
    this.once('end', () => this.destroy())
    inner.on('error', () => undefined)
    inner.on('data', (bytes: Uint8Array) => {
      if (!this.#send(encodeFrame(output, bytes))) inner.pause()
    })
    inner.once('end', () => this.#close(encodeClose(closure.normal)))
    inner.once('close', () => {
      if (!this.#closed) this.destroy()
    })
  }

  override _read(): void {
    this.#inner.resume()
    this.#read?.()
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    void this.#hear(chunk).then(done)
  }

  override _final(done: () => void): void {
    this.#inner.end()
    done()
  }

  override _destroy(thrown: Error | null, done: (thrown: Error | null) => void): void {
    this.#closed = true
    this.#inner.destroy()
    this.#read?.()
    done(thrown)
  }

  /** Does what bytes say, one after the other. */
  async #hear(chunk: Uint8Array): Promise<void> {
    if (this.#deaf) return
    for (const said of this.#reader.take(chunk)) {
      if (this.#closed) return
      if ('close' in said || 'violation' in said) {
        this.#deaf = true
        if ('close' in said) this.#inner.end()
        else this.#refuse(said.violation)
      } else if ('data' in said) {
        if (!this.#inner.write(said.data)) await once(this.#inner, 'drain', 'close')
      } else if (!this.#send(encodeFrame(opcode.pong, said.ping))) {
        await new Promise<void>((resolve) => (this.#read = resolve))
      }
    }
  }

  #refuse(violation: string): void {
    this.#close(encodeClose(closure.protocolError, violation))
    this.#inner.destroy()
  }

  /** Returns whether there is room for more. */
  #send(frame: Uint8Array): boolean {
    return this.#closed || this.push(frame)
  }

  #close(last: Uint8Array): void {
    if (this.#closed) return
    this.push(last)
    this.#closed = true
    this.push(null)
  }
}

function once(stream: Duplex, ...events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.on(event, done)
  })
}
