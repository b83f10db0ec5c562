import { StreamFile } from './stream-file.js'
import { Waiters } from './waiters.js'
import { cooked, Terminal } from '../../processes/terminal.js'

/** Takes what a terminal shows. A promise asks to wait with more. */
export type Screen = (bytes: Uint8Array) => void | Promise<void>

/** The major number of `/dev/pts`. */
export const terminalMajor = 136

/** How much waits for a program that does not read. */
const mostTyped = 64 * 1024

/** A pseudo terminal: what is typed at it, line by line, and what it shows. */
export class TerminalDevice extends StreamFile {
  override readonly isTerminal = true
  protected override readonly kind = 'character'
  /** Of `/dev/pts`. */
  readonly number: number
  /** The group of processes that its keys signal; none before there is one. */
  foreground: number | undefined
  size = { rows: 24, columns: 80 }
  readonly #lines: Uint8Array[] = []
  readonly #readable = new Waiters()
  readonly #screen: Screen
  readonly #keys: Terminal
  readonly #writable = new Waiters()
  readonly #drained = new Waiters()
  #waiting = 0
  #busy = false

  /** `signal` is told of the keys that signal, by the signal's number. */
  constructor(number: number, screen: Screen, signal: (number: number) => void) {
    super(`/dev/pts/${number}`, { read: true, write: true }, number + 3)
    this.number = number
    this.#screen = screen
    this.#keys = new Terminal({
      echo: (typed) => void this.tryWrite(typed),
      line: (line) => this.#put(line),
      end: () => this.#put(new Uint8Array()),
      signal,
    })
  }

  /** Takes what is typed. A promise asks to wait with more. */
  type(bytes: Uint8Array): void | Promise<void> {
    this.#keys.take(bytes)
    if (this.#waiting > mostTyped) return new Promise((resolve) => this.#drained.add(resolve))
  }

  /** Throws away what was typed and not read, as an interruption does. */
  flush(): void {
    this.#lines.length = this.#waiting = 0
  }

  tryRead(atMost: number): Uint8Array | null | undefined {
    const [line] = this.#lines
    if (line === undefined) return undefined
    const taken = line.subarray(0, atMost)
    if (taken.length === line.length) this.#lines.shift()
    else this.#lines[0] = line.subarray(atMost)
    this.#waiting -= taken.length
    if (this.#waiting <= mostTyped) this.#drained.wake()
    // Ctrl-D at the beginning of a line: the end for who reads now, and not for who reads later.
    return line.length === 0 ? null : taken
  }
  onReadable(call: () => void): () => void {
    return this.#readable.add(call)
  }

  tryWrite(bytes: Uint8Array): number {
    if (this.#busy) return 0
    const wait = this.#screen(cooked(bytes))
    if (wait instanceof Promise) {
      this.#busy = true
      void wait.then(() => {
        this.#busy = false
        this.#writable.wake()
      })
    }
    return bytes.length
  }
  onWritable(call: () => void): () => void {
    return this.#writable.add(call)
  }

  reopen(): this {
    return this
  }
  release(): void {
    // It lasts as long as the container's process does.
  }

  #put(line: Uint8Array): void {
    this.#lines.push(line)
    this.#waiting += line.length
    this.#readable.wake()
  }
}
