import { Readable } from 'node:stream'
import type { Fail } from '../fail.js'

/** How many bytes wait for one client, before it is dropped. */
const most = 1024 * 1024

/**
 * The events for one client: first those of the past, as fast as it takes them, then those that have come meanwhile. One
 * that is too slow is dropped, for itself alone.
 */
export class ClientStream extends Readable {
  readonly #fail: Fail
  #past: Iterator<Buffer> | undefined
  #waiting: Buffer[] = []
  #bytes = 0
  #wanted = false
  #ended = false

  /** @param hasPast whether `tellPast` is going to be called: until then everything waits */
  constructor(fail: Fail, hasPast: boolean) {
    super({ highWaterMark: 64 * 1024 })
    this.#fail = fail
    // Until somebody reads it: an error that nobody hears would end the process.
    this.on('error', () => undefined)
    if (!hasPast) this.#past = [][Symbol.iterator]()
  }

  /** What happened before; what was told meanwhile comes after it. */
  tellPast(lines: Iterable<Buffer>): void {
    if (this.destroyed) return
    this.#past = lines[Symbol.iterator]()
    this.#give()
  }

  /** What happens now. */
  tell(line: Buffer): void {
    if (this.destroyed || this.#ended) return
    this.#waiting.push(line)
    this.#bytes += line.length
    this.#give()
    if (this.#bytes > most)
      this.destroy(this.#fail('Unavailable', `a client of the events is too slow: more than ${most} bytes wait for it`))
  }

  /** Ends when everything has been taken. */
  end(): void {
    this.#ended = true
    this.#give()
  }

  override _read(): void {
    this.#wanted = true
    this.#give()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#waiting = []
    this.#past = undefined
    callback(error)
  }

  #give(): void {
    while (this.#wanted && this.#past !== undefined) {
      const next = this.#past.next()
      if (next.done === true) break
      this.#wanted = this.push(next.value)
    }
    if (!this.#wanted || this.#past === undefined) return
    const lines = this.#waiting
    if (lines.length > 0) {
      this.#waiting = []
      this.#bytes = 0
      this.#wanted = this.push(lines.length === 1 ? lines[0] : Buffer.concat(lines))
    } else if (this.#ended) {
      this.#wanted = false
      this.push(null)
    }
  }
}
