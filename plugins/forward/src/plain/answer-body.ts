import { Readable } from 'node:stream'

/** What a body comes on. */
export interface Source {
  /** Goes on with what was held back. */
  resume(body: AnswerBody): void
  /** Nobody wants the rest. */
  abandon(body: AnswerBody): void
}

/** The body of an answer that has not arrived whole with its head. */
export class AnswerBody extends Readable {
  readonly #source: Source

  constructor(source: Source) {
    super({ highWaterMark: 64 * 1024 })
    this.#source = source
    // Until somebody reads it: an error that nobody hears would end the process.
    this.on('error', () => undefined)
  }

  override _read(): void {
    this.#source.resume(this)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#source.abandon(this)
    done(error)
  }
}
