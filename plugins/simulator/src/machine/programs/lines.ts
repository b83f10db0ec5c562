import { fromBytes, type ByteString } from '../byte-string.js'
import type { Proc } from '../kernel/proc.js'

/** Gives the lines of an input one by one, as they come; lets others have their turn meanwhile. */
export class Lines {
  readonly #proc: Proc
  readonly #fd: number
  readonly #separator: string
  #text = ''
  #at = 0
  #ended = false

  constructor(proc: Proc, fd: number, separator = '\n') {
    this.#proc = proc
    this.#fd = fd
    this.#separator = separator
  }

  /** The next line without its end, and whether it had one; undefined at the end. */
  async next(): Promise<{ readonly text: ByteString; readonly ended: boolean } | undefined> {
    const turn = this.#proc.tick()
    if (turn !== undefined) await turn
    let from = this.#at
    for (;;) {
      const end = this.#text.indexOf(this.#separator, from)
      if (end >= 0) {
        const text = this.#text.slice(this.#at, end)
        this.#at = end + this.#separator.length
        return { text, ended: true }
      }
      if (this.#ended) break
      from = this.#text.length - this.#at
      await this.#fill()
    }
    const text = this.#text.slice(this.#at)
    this.#text = ''
    this.#at = 0
    return text === '' ? undefined : { text, ended: false }
  }

  async #fill(): Promise<void> {
    const chunk = await this.#proc.read(this.#fd)
    this.#text = this.#text.slice(this.#at)
    this.#at = 0
    if (chunk === null) this.#ended = true
    else {
      this.#proc.grow(chunk.length)
      this.#text += fromBytes(chunk)
      this.#proc.shrink(chunk.length)
    }
  }
}
