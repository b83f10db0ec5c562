import type { Readable } from 'node:stream'

/** How much of a backend's output is shown. */
export interface OutputLimits {
  /** The longest line, in bytes; the rest of a longer one is dropped. */
  readonly line: number
  /** The most lines in a second. */
  readonly rate: number
}

const limits: OutputLimits = { line: 8 * 1024, rate: 100 }

/** Hands what a program prints to `write`, a line at a time, up to the limits; says how much it left out. */
export function showOutput(
  output: Readable,
  write: (line: string) => void,
  now: () => number = () => performance.now(),
  { line: longest, rate }: OutputLimits = limits,
): void {
  const limited = new LineRate(rate, write, now)
  let line: Buffer[] = []
  let length = 0
  const end = () => {
    const text = Buffer.concat(line).toString()
    limited.write(length > longest ? `${text}… (${length - longest} more bytes)` : text)
    line = []
    length = 0
  }
  const take = (part: Buffer) => {
    if (length < longest) line.push(part.subarray(0, longest - length))
    length += part.length
  }
  output.on('data', (chunk: Buffer) => {
    let start = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
      take(chunk.subarray(start, at))
      end()
      start = at + 1
    }
    take(chunk.subarray(start))
  })
  output.once('close', () => {
    if (length > 0) end()
    limited.flush()
  })
}

/** Lets so many lines a second pass, and says once how many did not. */
class LineRate {
  readonly #rate: number
  readonly #write: (line: string) => void
  readonly #now: () => number
  #second = -Infinity
  #shown = 0
  #dropped = 0

  constructor(rate: number, write: (line: string) => void, now: () => number) {
    this.#rate = rate
    this.#write = write
    this.#now = now
  }

  write(line: string): void {
    const now = this.#now()
    if (now - this.#second >= 1000) {
      this.flush()
      this.#second = now
      this.#shown = 0
    }
    if (this.#shown++ < this.#rate) this.#write(line)
    else this.#dropped++
  }

  flush(): void {
    if (this.#dropped > 0) this.#write(`(${this.#dropped} more lines were not shown)`)
    this.#dropped = 0
  }
}
