import type { Instant } from '../world.js'
import type { OutputName } from './process.js'

/** One line that a container has written, with its end where it has one. */
export interface Line {
  readonly at: Instant
  readonly name: OutputName
  readonly bytes: Uint8Array
}

/** A line that has not ended. */
interface Begun {
  readonly pieces: Uint8Array[]
  size: number
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
  #begun: Partial<Record<OutputName, Begun>> = {}
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

  /** The lines that are there now, read as they are asked for; those that have gone by then are left out. */
  lines(): Iterator<Line> {
    return this.#between(this.first, this.end)
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

  *#between(first: number, end: number): Generator<Line> {
    for (let number = first; number < end; number++) {
      const line = this.line(number)
      if (line !== undefined) yield line
    }
  }

  #tell(): void {
    for (const listener of [...(this.#listeners ?? [])]) listener()
  }

  #grow(name: OutputName, bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const begun = (this.#begun[name] ??= { pieces: [], size: 0 })
      const room = longestPiece - begun.size
      const piece = bytes.slice(from, from + room)
      begun.pieces.push(piece)
      begun.size += piece.length
      if (begun.size === longestPiece) this.#finish(name)
      from += room
    }
  }

  #finish(name: OutputName): void {
    const { pieces } = this.#begun[name] ?? {}
    if (pieces === undefined) return
    this.#begun[name] = undefined
    const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
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
