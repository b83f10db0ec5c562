import { toBytes, type ByteString } from '../byte-string.js'
import type { Proc } from '../kernel/proc.js'

const size = 4096

/** An output that is written in pieces of some size, as programs do it through stdio; on a terminal line by line. */
export class Output {
  readonly #proc: Proc
  readonly #fd: number
  readonly #byLine: boolean
  #text: ByteString = ''

  constructor(proc: Proc, fd = 1) {
    this.#proc = proc
    this.#fd = fd
    this.#byLine = proc.isTerminal(fd)
  }

  /** A promise asks to wait with more. */
  print(text: ByteString): void | Promise<void> {
    this.#text += text
    if (this.#text.length >= size || (this.#byLine && text.includes('\n'))) return this.flush()
  }

  /** Writes what is left: before the program ends, or waits for anything. */
  flush(): void | Promise<void> {
    if (this.#text === '') return
    const bytes = toBytes(this.#text)
    this.#text = ''
    return this.#proc.write(this.#fd, bytes)
  }
}
