import type { Socket } from 'node:net'
import { Corrupter } from './corrupt.js'
import { ends, type DirectionFaults, type End } from './faults.js'

/** What a direction is between, and what it asks. */
export interface Way {
  readonly from: Socket
  readonly to: Socket
  /** For the series of its corruption. */
  readonly name: string
  /** The faults of the moment; undefined while nothing passes. */
  faults(): DirectionFaults | undefined
  /** Ends the connection by a fault. */
  end(how: End): void
}

/** Bytes that have come, or the end of them, and when. */
interface Arrival {
  readonly bytes: Buffer | undefined
  readonly at: number
}

/** What comes of one look: there may be more to do, there is after a turn of the loop or so many ms, or once something happens. */
type Outlook = 'more' | 'soon' | number | undefined

// As much as a pair of sockets holds. A sender that is faster than the faults let it be has to wait.
const mostWaiting = 256 * 1024

// libuv tells a reset that comes together with the last bytes before it as an end: ms between the two.
const beforeReset = 20

/** Passes on what one socket says to another one, as the faults of the moment let it. */
export class Direction {
  readonly #way: Way
  readonly #corrupter: Corrupter
  #arrived: Arrival[] = []
  #waiting = 0
  #passed = 0
  #passedAt = 0
  #notBefore = 0
  /** Whether a turn of the loop lies between the last slice and the next one. */
  #rested = true
  #next: NodeJS.Timeout | NodeJS.Immediate | undefined
  #over = false

  constructor(way: Way) {
    this.#way = way
    this.#corrupter = new Corrupter(way.name)
    way.from.on('data', (bytes: Buffer) => this.#arrive(bytes))
    way.from.on('end', () => this.#arrive(undefined))
    way.to.on('close', () => this.stop())
  }

  /** Passes nothing on any more. What still comes is read, so that its sender gets to its end, and dropped. */
  stop(): void {
    this.#over = true
    this.#arrived = []
    this.#cancel()
    this.#way.from.resume()
  }

  /** Does whatever can be done now. */
  turn(): void {
    this.#cancel()
    let outlook: Outlook = 'more'
    while (outlook === 'more') outlook = this.#over ? undefined : this.#act()
    if (outlook === 'soon') this.#next = setImmediate(() => this.#turnRested())
    else if (outlook !== undefined) this.#next = setTimeout(() => this.turn(), Math.ceil(outlook))
  }

  #turnRested(): void {
    this.#rested = true
    this.turn()
  }

  #cancel(): void {
    clearTimeout(this.#next as NodeJS.Timeout | undefined)
    clearImmediate(this.#next as NodeJS.Immediate | undefined)
    this.#next = undefined
  }

  #arrive(bytes: Buffer | undefined): void {
    if (this.#over) return
    this.#arrived.push({ bytes, at: performance.now() })
    this.#waiting += bytes?.length ?? 0
    if (this.#waiting >= mostWaiting) this.#way.from.pause()
    if (this.#next === undefined) this.turn()
  }

  #act(): Outlook {
    const faults = this.#way.faults()
    if (faults === undefined) return undefined
    if (this.#way.to.writableLength > 0) return undefined
    const end = ends.find((how) => faults[how] !== undefined && faults[how] <= this.#passed)
    if (end !== undefined) return this.#end(end)
    const [first] = this.#arrived
    if (first === undefined) return undefined
    if (!this.#rested) return 'soon'
    const wait = Math.max(first.at + (faults.delay ?? 0), this.#notBefore) - performance.now()
    if (wait > 0) return wait
    return first.bytes === undefined ? this.#finish() : this.#pass(first.bytes, first.at, faults)
  }

  #end(how: End): Outlook {
    const wait = how === 'reset' && this.#passed > 0 ? this.#passedAt + beforeReset - performance.now() : 0
    if (wait > 0) return wait
    this.#way.end(how)
    return undefined
  }

  #finish(): undefined {
    this.#over = true
    this.#way.to.end()
    return undefined
  }

  #pass(bytes: Buffer, at: number, faults: DirectionFaults): Outlook {
    const piece = bytes.subarray(0, this.#sizeOf(bytes.length, faults))
    const rest = bytes.subarray(piece.length)
    if (rest.length === 0) this.#arrived.shift()
    else this.#arrived[0] = { bytes: rest, at }
    this.#waiting -= piece.length
    if (this.#waiting < mostWaiting && this.#way.from.isPaused()) this.#way.from.resume()
    const { slice, rate, corrupt } = faults
    const sent = corrupt === undefined ? piece : this.#corrupter.apply(piece, this.#passed, corrupt)
    this.#way.to.write(sent, () => this.turn())
    this.#passed += piece.length
    this.#passedAt = performance.now()
    const pause = Math.max(slice?.every ?? 0, rate === undefined ? 0 : (piece.length / rate) * 1000)
    if (pause > 0) this.#notBefore = performance.now() + pause
    this.#rested = slice === undefined
    return 'more'
  }

  /** How many bytes may go now: not past an end, a slice, or a fiftieth of what may go in a second. */
  #sizeOf(length: number, { slice, rate, ...faults }: DirectionFaults): number {
    const toEnd = ends.map((how) => (faults[how] ?? Infinity) - this.#passed)
    return Math.min(length, ...toEnd, slice?.bytes ?? Infinity, rate === undefined ? Infinity : Math.ceil(rate / 50))
  }
}
