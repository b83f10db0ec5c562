import { Socket } from 'node:net'
import { notConnected, type SshLink } from './link.js'

type Done = (error?: Error | null) => void

/**
 * A connection through a link: it is there at once, and connects when the link is up. Until then what is written waits.
 *
 * ssh takes every connection, and closes it when the engine's side cannot be opened. That is told apart from an engine
 * that closes: ssh has said so.
 */
export class LinkedSocket extends Socket {
  readonly #link: SshLink
  readonly #refusals: number

  constructor(link: SshLink, options: { readonly allowHalfOpen: boolean }) {
    super(options)
    this.#link = link
    this.#refusals = link.refusals.count
    link.ready().then(
      (path) => {
        if (!this.destroyed) this.connect({ path })
      },
      (error: Error) => this.destroy(error),
    )
  }

  override _write(chunk: unknown, encoding: BufferEncoding, done: Done): void {
    this.#connected(() => super._write(chunk, encoding, done), done)
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Done): void {
    this.#connected(() => super._writev!(chunks, done), done)
  }

  override _final(done: Done): void {
    this.#connected(() => super._final(done), done)
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk !== null || this.bytesRead > 0) return super.push(chunk, encoding)
    this.#refused((reason) => {
      if (reason === undefined) super.push(null)
      else this.destroy(notConnected(reason))
    })
    return false
  }

  override _destroy(error: Error | null, done: Done): void {
    if (error === null || this.pending || this.bytesRead > 0) return super._destroy(error, done)
    this.#refused((reason) => super._destroy(reason === undefined ? error : notConnected(reason), done))
  }

  #connected(then: () => void, done: Done): void {
    if (!this.pending) return then()
    const cut = () => done(new Error('the connection was closed before it was made'))
    this.once('close', cut)
    this.once('connect', () => {
      this.off('close', cut)
      then()
    })
  }

  /** Tells why the engine's side could not be opened, if that is so. */
  #refused(told: (reason: string | undefined) => void): void {
    // ssh says so before it closes the connection, but that may be read after it: by the end of the next round.
    setImmediate(() =>
      setImmediate(() => {
        const { count, reason } = this.#link.refusals
        told(count > this.#refusals ? reason : undefined)
      }),
    )
  }
}
