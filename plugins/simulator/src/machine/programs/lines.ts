import { fromBytes, type ByteString } from '../byte-string.js'
import type { Proc } from '../kernel/proc.js'

/** What a piece of a text takes besides its bytes. */
const pieceSize = 32

/**
 * Gives the lines of an input one by one, as they come; lets others have their turn meanwhile. What separates them is one
 * character.
 */
export class Lines {
  readonly #proc: Proc
  readonly #fd: number
  readonly #separator: string
  /** What a line begins with whose end has not come. */
  #begun: ByteString[] = []
  #begunSize = 0
  #text = ''
  #at = 0
  #ended = false
  #counted = 0

  constructor(proc: Proc, fd: number, separator = '\n') {
    this.#proc = proc
    this.#fd = fd
    this.#separator = separator
  }

  /** The next line without its end, and whether it had one; undefined at the end. */
  async next(): Promise<{ readonly text: ByteString; readonly ended: boolean } | undefined> {
    const turn = this.#proc.tick()
    if (turn !== undefined) await turn
    for (;;) {
      const end = this.#text.indexOf(this.#separator, this.#at)
      if (end >= 0) {
        const text = this.#text.slice(this.#at, end)
        this.#at = end + this.#separator.length
        return { text: this.#whole(text), ended: true }
      }
      if (this.#ended) break
      await this.#fill()
    }
    const text = this.#whole(this.#text.slice(this.#at))
    this.#text = ''
    this.#at = 0
    this.#count(0)
    return text === '' ? undefined : { text, ended: false }
  }

  #whole(text: ByteString): ByteString {
    if (this.#begun.length === 0) return text
    const whole = [...this.#begun, text].join('')
    this.#begun = []
    this.#begunSize = 0
    return whole
  }

  async #fill(): Promise<void> {
    const chunk = await this.#proc.read(this.#fd)
    if (chunk === null) {
      this.#ended = true
      return
    }
    const rest = this.#text.slice(this.#at)
    if (rest !== '') {
      this.#begun.push(rest)
      this.#begunSize += rest.length + pieceSize
    }
    // Before it is there: a line without an end is to end the process, not the daemon.
    this.#count(this.#begunSize + chunk.length)
    this.#text = fromBytes(chunk)
    this.#at = 0
  }

  #count(length: number): void {
    this.#proc.grow(length - this.#counted)
    this.#counted = length
  }
}
