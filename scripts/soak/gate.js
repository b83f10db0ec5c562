/** Lets lanes through one call at a time, and can be closed until all of them have come to rest. */
export class Gate {
  #inside = 0
  #isOpen = true
  #isOver = false
  #waiting = []

  get isOver() {
    return this.#isOver
  }

  /** Resolves when it is open, to whether there is anything to go in for. */
  async enter() {
    while (!this.#isOpen && !this.#isOver) await this.#change()
    if (!this.#isOver) this.#inside++
    return !this.#isOver
  }

  leave() {
    this.#inside--
    this.#tell()
  }

  /** Closes it. Resolves when nobody is inside. */
  async close() {
    this.#isOpen = false
    while (this.#inside > 0) await this.#change()
  }

  open() {
    this.#isOpen = true
    this.#tell()
  }

  /** Nobody goes in any more. */
  end() {
    this.#isOver = true
    this.#tell()
  }

  #change() {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #tell() {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
