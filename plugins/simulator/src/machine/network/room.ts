/** How many bytes wait in all sockets of a stack, and how many should at most: those that have little may go on. */
export class Room {
  readonly #limit: number
  #used = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get used(): number {
    return this.#used
  }
  get left(): number {
    return Math.max(0, this.#limit - this.#used)
  }

  /** Less than none is given back. */
  add(bytes: number): void {
    this.#used += bytes
  }
}
