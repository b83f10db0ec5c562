import { Socket, type SocketConstructorOpts } from 'node:net'

type Done = (error?: Error | null) => void

/**
 * A connection to the engine on which what the engine has said counts more than that it no longer listens.
 *
 * An engine may answer and close while a body is still being sent to it. Node destroys a socket at the first write
 * that fails, and with it the answer that has already arrived. Here writing stalls then, and reading goes on to its
 * end.
 */
export class EngineSocket extends Socket {
  #deaf = false
  #ended = false
  /** Whether nothing at all was sent since `begin`. */
  untouched = true

  constructor(options: SocketConstructorOpts = {}) {
    super(options)
    this.once('end', () => {
      this.#ended = true
      if (this.#deaf) this.destroy()
    })
  }

  /** Begins a request. */
  begin(): void {
    this.untouched = true
  }

  override _write(chunk: unknown, encoding: BufferEncoding, done: Done): void {
    this.#send((guarded) => super._write(chunk, encoding, guarded), done)
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Done): void {
    this.#send((guarded) => super._writev!(chunks, guarded), done)
  }

  #send(write: (done: Done) => void, done: Done): void {
    let refused = false
    let returned = false
    write((error) => {
      if (!error) return done()
      // An error before `write` has returned is the system's refusal of every byte of it.
      if (!returned) refused = true
      if (!this.readable || this.#ended) return done(error)
      this.#deaf = true
    })
    returned = true
    if (!refused) this.untouched = false
  }
}
