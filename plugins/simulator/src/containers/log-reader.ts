import { Readable } from 'node:stream'
import type { Line, Log } from '../processes/log.js'

/** What of a log is read, and until when. */
export interface Reading {
  readonly log: Log | undefined
  /** The number of the first line. */
  readonly from: number
  readonly fits: (line: Line) => boolean
  /** A line as the client gets it. */
  readonly render: (line: Line) => Uint8Array
  /** Whether there may be more; undefined where what is there is enough. */
  readonly goesOn: (() => boolean) | undefined
  /** Calls back when nothing more is wanted; returns what calls that off. */
  readonly limit: ((end: () => void) => () => void) | undefined
}

/** The lines of a log, read as fast as the client does: nothing waits for it but the log itself. */
export class LogReader extends Readable {
  readonly #reading: Reading
  #next: number
  #wanting = false
  #over = false
  readonly #leave: (() => void)[] = []

  constructor(reading: Reading) {
    super()
    this.#reading = reading
    this.#next = reading.from
    if (reading.goesOn === undefined) return
    const leave = reading.log?.listen(() => this.#send())
    if (leave !== undefined) this.#leave.push(leave)
    const callOff = reading.limit?.(() => {
      this.#over = true
      this.#send()
    })
    if (callOff !== undefined) this.#leave.push(callOff)
  }

  override _read(): void {
    this.#wanting = true
    this.#send()
  }

  override _destroy(thrown: Error | null, done: (thrown: Error | null) => void): void {
    for (const leave of this.#leave) leave()
    done(thrown)
  }

  #send(): void {
    const { log, fits, render, goesOn } = this.#reading
    while (this.#wanting && log !== undefined && this.#next < log.end) {
      this.#next = Math.max(this.#next, log.first)
      const line = log.line(this.#next++)
      if (line !== undefined && fits(line)) this.#wanting = this.push(render(line))
    }
    if (!this.#wanting || (!this.#over && goesOn?.() === true)) return
    this.#wanting = false
    this.push(null)
  }
}
