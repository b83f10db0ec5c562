import { fromBytes, type ByteString } from '../byte-string.js'

/** Where bytes come from, such as `(atMost) => proc.read(fd, atMost)`: what there is, or `null` at the end. */
export type ByteSource = (atMost: number) => Uint8Array | null | Promise<Uint8Array | null>

const blockSize = 64 * 1024
const newline = 10

/** Reads lines and bytes of one source; keeps no more than a block and the line that has begun. */
export class ByteReader {
  readonly #source: ByteSource
  #rest: Uint8Array = new Uint8Array()
  #ended = false

  constructor(source: ByteSource) {
    this.#source = source
  }

  /**
   * A line with its end, as it came; without one where the input ends or the line is longer than `most`. Empty at the end
   * of the input.
   */
  async line(most: number): Promise<ByteString> {
    let line = ''
    while (line.length < most) {
      const some = await this.#fill()
      if (some === null) return line
      const end = some.indexOf(newline)
      const taken = Math.min(end < 0 ? some.length : end + 1, most - line.length)
      line += fromBytes(some.subarray(0, taken))
      this.#rest = some.subarray(taken)
      if (line.endsWith('\n')) return line
    }
    return line
  }

  /** What there is, at most that much; `null` at the end. */
  async some(atMost = blockSize): Promise<Uint8Array | null> {
    const some = await this.#fill()
    if (some === null) return null
    const taken = some.subarray(0, atMost)
    this.#rest = some.subarray(taken.length)
    return taken
  }

  async #fill(): Promise<Uint8Array | null> {
    while (this.#rest.length === 0 && !this.#ended) {
      const got = await this.#source(blockSize)
      if (got === null) this.#ended = true
      else this.#rest = got
    }
    return this.#rest.length === 0 ? null : this.#rest
  }
}
