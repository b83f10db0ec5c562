import { Errno } from './errno.js'

/** What is handed out in parts. */
export interface Pool {
  /** What can be taken still. */
  readonly left: number
  /** Takes some, or throws `ENOSPC` with nothing taken. */
  take(amount: number): void
  /** Gives some back. */
  give(amount: number): void
  /** There was too little left for somebody. */
  lack?(): void
}

/** How much of something a container may have, such as bytes of files. */
export class Quota implements Pool {
  readonly limit: number
  #of: Pool | undefined
  #used = 0

  /** `of` is what it is a part of: what is taken here is taken there, too. */
  constructor(limit: number, of?: Pool) {
    this.limit = limit
    this.#of = of
  }

  get used(): number {
    return this.#used
  }

  get left(): number {
    return Math.min(this.limit - this.#used, this.#of?.left ?? Infinity)
  }

  take(amount: number): void {
    if (this.#used + amount > this.limit) throw new Errno('ENOSPC')
    this.#of?.take(amount)
    this.#used += amount
  }

  give(amount: number): void {
    this.#used -= amount
    this.#of?.give(amount)
  }

  lack(): void {
    if (this.#of !== undefined && this.#of.left < this.limit - this.#used) this.#of.lack?.()
  }

  /** Gives back what it took of another, of which it is a part no more. */
  detach(): void {
    this.#of?.give(this.#used)
    this.#of = undefined
  }
}
