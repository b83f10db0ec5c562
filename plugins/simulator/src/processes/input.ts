/** How many bytes wait for a program that does not read, as in a pipe of Linux. */
const pipeSize = 64 * 1024

/** The standard input of a process: what was fed and has not been read. */
export class Input {
  readonly #chunks: (Uint8Array | null)[] = []
  #size = 0
  #ended = false
  #reader: ((chunk: Uint8Array | null) => void) | undefined
  #waiting: (() => void)[] = []

  /** Takes bytes, or the end of them all with `null`. A promise asks to wait with more. */
  put(bytes: Uint8Array | null): void | Promise<void> {
    if (this.#ended) return
    if (bytes === null) this.#ended = true
    else this.#append(bytes)
    this.#serve()
    if (this.#size > pipeSize) return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Ends what is read now and not what comes later, as Ctrl-D on a terminal does. */
  pauseHere(): void {
    if (this.#ended) return
    this.#chunks.push(null)
    this.#serve()
  }

  /** The next bytes; `null` for the end. */
  read(): Promise<Uint8Array | null> {
    return new Promise((resolve) => {
      this.#reader = resolve
      this.#serve()
    })
  }

  /** Whoever reads at the moment does so no more. */
  abandon(): void {
    this.#reader = undefined
  }

  /** Drops everything, and whatever is still to come. */
  close(): void {
    this.#ended = true
    this.#reader = undefined
    this.#chunks.length = this.#size = 0
    this.#release()
  }

  #append(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#chunks.push(bytes)
    this.#size += bytes.length
  }

  #serve(): void {
    const reader = this.#reader
    if (reader === undefined || (this.#chunks.length === 0 && !this.#ended)) return
    this.#reader = undefined
    const chunk = this.#chunks.shift() ?? null
    this.#size -= chunk?.length ?? 0
    if (this.#size <= pipeSize) this.#release()
    reader(chunk)
  }

  #release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
  }
}
