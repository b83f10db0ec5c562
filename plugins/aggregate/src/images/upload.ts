import { PassThrough, type Readable } from 'node:stream'

/** What one node is sent of an upload. */
export class Branch {
  readonly stream = new PassThrough()
  readonly #dropped: (reason: Error) => void

  /** @param dropped told why it gets no more, although it was to */
  constructor(dropped: (reason: Error) => void) {
    this.#dropped = dropped
    // Whoever reads it may have left.
    this.stream.on('error', () => undefined)
  }

  drop(reason: Error): void {
    this.#dropped(reason)
    this.stream.destroy(reason)
  }
}

/**
 * One stream that is read once and given to several nodes, each piece to all of them before the next one is read. A node
 * that takes nothing for a while, although others have taken it, is dropped.
 */
export class Upload {
  readonly #input: Readable
  readonly #stall: number
  readonly #late: () => Error
  readonly #open = new Set<Branch>()
  /** Those that have not taken what they were given. */
  readonly #slow = new Set<Branch>()
  #timer: NodeJS.Timeout | undefined
  #ended = false
  /** How many have taken all of it. */
  #took = 0

  /**
   * @param stall how long a node may take nothing while others wait, in ms
   * @param late the reason that such a node is dropped with
   */
  constructor(input: Readable, stall: number, late: () => Error) {
    this.#input = input
    this.#stall = stall
    this.#late = late
  }

  /** Gives it to one more node; all are there before `start`. */
  branch(dropped: (reason: Error) => void): Branch {
    const branch = new Branch(dropped)
    branch.stream.on('drain', () => this.#caughtUp(branch))
    branch.stream.once('end', () => {
      this.#took++
      this.leave(branch)
    })
    branch.stream.once('close', () => this.leave(branch))
    this.#open.add(branch)
    return branch
  }

  start(): void {
    const input = this.#input
    // Whoever sent it is told by the answer.
    input.on('error', () => undefined)
    if (input.destroyed) return this.#broken()
    input.on('data', this.#give).once('end', this.#end).once('error', this.#broken).once('close', this.#broken)
  }

  /** A node needs no more of it. */
  leave(branch: Branch): void {
    if (!this.#open.delete(branch)) return
    this.#caughtUp(branch)
    if (this.#open.size === 0) this.#stop()
  }

  readonly #give = (piece: Uint8Array): void => {
    for (const branch of this.#open) if (!branch.stream.write(piece)) this.#slow.add(branch)
    if (this.#slow.size === 0) return
    this.#input.pause()
    this.#watch()
  }

  readonly #end = (): void => {
    this.#ended = true
    for (const branch of this.#open) {
      branch.stream.end()
      this.#slow.add(branch)
    }
    this.#watch()
  }

  readonly #broken = (cause?: Error): void => {
    if (this.#ended) return
    const reason = cause ?? this.#input.errored ?? new Error('the upload broke off')
    for (const branch of [...this.#open]) branch.drop(reason)
    this.#stop()
  }

  /** It is not read any further, and left as it is: a client that is still sending has to get its answer. */
  #stop(): void {
    clearTimeout(this.#timer)
    const input = this.#input
    input.off('data', this.#give).off('end', this.#end).off('error', this.#broken).off('close', this.#broken)
    input.pause()
  }

  #caughtUp(branch: Branch): void {
    // At the end there is nothing to wait for but the end.
    if (this.#ended && this.#open.has(branch)) return
    this.#slow.delete(branch)
    if (this.#slow.size > 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!this.#ended && this.#open.size > 0) this.#input.resume()
  }

  #watch(): void {
    this.#timer ??= setTimeout(() => this.#tooLate(), this.#stall)
  }

  /** Nobody is dropped as long as all are equally slow. */
  #tooLate(): void {
    this.#timer = undefined
    const someTookAll = this.#ended ? this.#took > 0 : this.#slow.size < this.#open.size
    if (someTookAll) for (const branch of [...this.#slow]) branch.drop(this.#late())
    else this.#watch()
  }
}
