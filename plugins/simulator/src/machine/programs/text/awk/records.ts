import { fromBytes, type ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import type { Regex } from '../../../regex/regex.js'

/** What ends a record: `RS`. */
export interface RecordEnd {
  readonly text: ByteString
  /** Of more than one character. */
  readonly regex: Regex | undefined
}

const longRecord = 2 ** 20

/** The records of an input, as they come. */
export class Records {
  readonly fd: number
  readonly #proc: Proc
  #text = ''
  #ended = false
  #counted = 0

  constructor(proc: Proc, fd: number) {
    this.#proc = proc
    this.fd = fd
  }

  /** Undefined at the end. */
  async next(end: RecordEnd): Promise<ByteString | undefined> {
    if (end.text === '') return this.#paragraph()
    let searched = 0
    for (;;) {
      const found = await this.#find(end, searched)
      if (found !== undefined) {
        const record = this.#text.slice(0, found.start)
        this.#text = this.#text.slice(found.end)
        return record
      }
      searched = end.regex === undefined ? this.#text.length : 0
      if (this.#ended) return this.#rest()
      await this.#fill()
    }
  }

  async #find(
    { text, regex }: RecordEnd,
    from: number,
  ): Promise<{ readonly start: number; readonly end: number } | undefined> {
    if (regex === undefined) {
      const start = this.#text.indexOf(text, from)
      return start < 0 ? undefined : { start, end: start + 1 }
    }
    const match = await regex.exec(this.#text, this.#proc, { groups: false })
    // What ends where the text does may go on with what comes.
    if (match === undefined || match.end === match.start || (match.end === this.#text.length && !this.#ended))
      return undefined
    return match
  }

  #rest(): ByteString | undefined {
    const rest = this.#text
    this.#text = ''
    this.#count(0)
    return rest === '' ? undefined : rest
  }

  /** Records with empty lines between. */
  async #paragraph(): Promise<ByteString | undefined> {
    for (;;) {
      this.#text = this.#text.replace(/^\n+/, '')
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const record = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        return record
      }
      if (this.#ended) return this.#rest()?.replace(/\n$/, '')
      await this.#fill()
    }
  }

  /** Takes more of the input: of a record that is long by now so much that it is not searched again for each little. */
  async #fill(): Promise<void> {
    const { length } = this.#text
    const enough = length < longRecord ? length + 1 : 2 * length
    while (this.#text.length < enough && !this.#ended) {
      const chunk = await this.#proc.read(this.fd)
      if (chunk === null) this.#ended = true
      else {
        // Before it is there: a record without an end is to end the process, not the daemon.
        this.#count(this.#text.length + chunk.length)
        this.#text += fromBytes(chunk)
      }
    }
  }

  #count(length: number): void {
    this.#proc.grow(length - this.#counted)
    this.#counted = length
  }
}
