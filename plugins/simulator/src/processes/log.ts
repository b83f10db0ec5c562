import type { Instant } from '../world.js'
import type { OutputName } from './process.js'

/** One line that a container has written, with its end where it has one. */
export interface Line {
  readonly at: Instant
  readonly name: OutputName
  readonly bytes: Uint8Array
}

/** How many bytes of a container's output are kept; the oldest lines go first. */
export const longestLog = 16 * 1024 * 1024

// A line is kept in pieces of this size at most (moby `daemon/logger/copier.go`).
const longestPiece = 16 * 1024
// What a line takes besides its bytes, so that empty lines are not free.
const overhead = 64

/** What a container has written, over all its runs: whole lines, numbered from 0. */
export class Log {
  readonly #now: () => Instant
  #lines: Line[] = []
  /** How many lines at the beginning of `#lines` are gone already. */
  #gone = 0
  /** The number of the first of `#lines`. */
  #offset = 0
  #size = 0
  #begun: Partial<Record<OutputName, Uint8Array[]>> = {}
  #listeners: Set<() => void> | undefined

  constructor(now: () => Instant) {
    this.#now = now
  }

  /** The number of the oldest line that is kept. */
  get first(): number {
    return this.#offset + this.#gone
  }

  /** The number that the next line will have. */
  get end(): number {
    return this.#offset + this.#lines.length
  }

  line(number: number): Line | undefined {
    return number < this.first ? undefined : this.#lines[number - this.#offset]
  }

  /** Takes output. What does not end a line waits for its end. */
  write(name: OutputName, bytes: Uint8Array): void {
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      this.#grow(name, bytes.subarray(from, end + 1))
      this.#finish(name)
      from = end + 1
    }
    if (from < bytes.length) this.#grow(name, bytes.subarray(from))
    this.#tell()
  }

  /** Ends the lines that were begun, as a process ends. */
  flush(): void {
    this.#finish('stdout')
    this.#finish('stderr')
    this.#tell()
  }

  /** Calls back when there is more; returns what ends that. */
  listen(listener: () => void): () => void {
    const listeners = (this.#listeners ??= new Set())
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  #tell(): void {
    for (const listener of [...(this.#listeners ?? [])]) listener()
  }

  #grow(name: OutputName, bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const begun = (this.#begun[name] ??= [])
      const room = longestPiece - begun.reduce((sum, piece) => sum + piece.length, 0)
      begun.push(bytes.slice(from, from + room))
      if (bytes.length - from >= room) this.#finish(name)
      from += room
    }
  }

  #finish(name: OutputName): void {
    const begun = this.#begun[name]
    if (begun === undefined) return
    this.#begun[name] = undefined
    const bytes = begun.length === 1 ? begun[0]! : Buffer.concat(begun)
    this.#lines.push({ at: this.#now(), name, bytes })
    this.#size += bytes.length + overhead
    while (this.#size > longestLog) {
      this.#size -= this.#lines[this.#gone++]!.bytes.length + overhead
    }
    if (this.#gone < 1024 || this.#gone < this.#lines.length / 2) return
    this.#lines = this.#lines.slice(this.#gone)
    this.#offset += this.#gone
    this.#gone = 0
  }
}
