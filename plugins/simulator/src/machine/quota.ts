import { Errno } from './errno.js'

/** How much of something a container may have, such as bytes of files. */
export class Quota {
  readonly limit: number
  #of: Quota | undefined
  #used = 0

  /** `of` is what it is a part of: what is taken here is taken there, too. */
  constructor(limit: number, of?: Quota) {
    this.limit = limit
    this.#of = of
  }

  get used(): number {
    return this.#used
  }

  /** What can be taken still. */
  get left(): number {
    return Math.min(this.limit - this.#used, this.#of?.left ?? Infinity)
  }

  /** Takes some, or throws `ENOSPC` with nothing taken. */
  take(amount: number): void {
    if (this.#used + amount > this.limit) throw new Errno('ENOSPC')
    this.#of?.take(amount)
    this.#used += amount
  }

  /** Gives some back. */
  give(amount: number): void {
    this.#used -= amount
    this.#of?.give(amount)
  }

  /** Gives back what it took of another, of which it is a part no more. */
  detach(): void {
    this.#of?.give(this.#used)
    this.#of = undefined
  }
}
