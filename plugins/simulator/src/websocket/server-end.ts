import { Duplex } from 'node:stream'
import { Receiver } from 'ws'
import { closure, encodeClose, encodeFrame, opcode } from './frames.js'

/** What output is sent as. */
export type OutputKind = 'text' | 'binary'

/** What is kept of a message until all of it is there: `ws` passes on whole ones alone. */
const limits = { maxPayload: 1024 * 1024, maxFragments: 16_384, maxBufferedChunks: 16_384 }

/**
 * The server's end of a WebSocket, whose frames are read by `ws`: the client's messages are written to `inner`, each piece
 * that comes out of it is a message. Neither side is read faster than the other one reads. The client's close is the end of
 * its input, as it is with dockerd, and output may follow; that is why it is no `WebSocket` of `ws`, which ends both sides
 * at once. The connection closes with the output.
 */
export class ServerEnd extends Duplex {
  readonly #inner: Duplex
  // dockerd's does not ask whether texts are UTF-8.
  readonly #receiver = new Receiver({ isServer: true, skipUTF8Validation: true, ...limits })
  /** That the client has said its last word. */
  #deaf = false
  #closed = false
  /** That a pong waits for the client to read. */
  #ponging = false
  #read: (() => void) | undefined

  constructor(inner: Duplex, output: OutputKind) {
    super()
    this.#inner = inner
    // Nobody but the engine listens, and a client that is gone is no news.
    this.on('error', () => undefined)
    this.once('end', () => this.destroy())
    this.#hear()
    inner.on('error', () => undefined)
    inner.on('data', (bytes: Uint8Array) => {
      if (!this.#send(encodeFrame(opcode[output], bytes))) inner.pause()
    })
    inner.once('end', () => this.#close(encodeClose(closure.normal)))
    inner.once('close', () => {
      if (!this.#closed) this.destroy()
    })
  }

  override _read(): void {
    this.#inner.resume()
    this.#ponging = false
    this.#read?.()
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    if (this.#deaf) return done()
    this.#receiver.write(chunk, (violation) => {
      if (violation) this.#stopHearing(violation)
      void this.#room().then(done)
    })
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

  /** Has what messages and pings say done as they are read. */
  #hear(): void {
    const receiver = this.#receiver
    // It is the error of a write, too.
    receiver.on('error', () => undefined)
    receiver.on('message', (bytes: Uint8Array) => {
      if (!this.#closed) this.#inner.write(bytes)
    })
    receiver.on('ping', (bytes: Uint8Array) => {
      if (!this.#send(encodeFrame(opcode.pong, bytes))) this.#ponging = true
    })
    receiver.on('conclude', () => this.#endInput())
  }

  #endInput(): void {
    this.#deaf = true
    this.#inner.end()
  }

  /** After a frame that breaks the rules. */
  #stopHearing(violation: Error & { readonly code?: string }): void {
    // Any close is one for dockerd.
    if (violation.code === 'WS_ERR_INVALID_CLOSE_CODE') return this.#endInput()
    this.#deaf = true
    const { tooBig, protocolError } = closure
    this.#close(encodeClose(tooLong.has(violation.code) ? tooBig : protocolError, violation.message))
    this.#inner.destroy()
  }

  /** Resolves when there is room for what more frames may say. */
  async #room(): Promise<void> {
    if (this.#inner.writableNeedDrain) await once(this.#inner, 'drain', 'close')
    if (this.#ponging && !this.#closed) await new Promise<void>((resolve) => (this.#read = resolve))
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

const tooLong: ReadonlySet<string | undefined> = new Set([
  'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
  'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH',
  'WS_ERR_TOO_MANY_BUFFERED_PARTS',
])

function once(stream: Duplex, ...events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.on(event, done)
  })
}
