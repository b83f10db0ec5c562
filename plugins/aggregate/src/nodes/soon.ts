/** Does something a while after it was asked for, once for all who have asked until then. */
export class Soon {
  readonly #pause: readonly [least: number, most: number]
  readonly #run: () => void
  #timer: NodeJS.Timeout | undefined
  #closed = false

  /** @param pause the least and the most that it waits, in ms */
  constructor(pause: readonly [least: number, most: number], run: () => void) {
    this.#pause = pause
    this.#run = run
  }

  /** It is done soon, unless it is about to be. */
  ask(): void {
    if (this.#closed || this.#timer !== undefined) return
    const [least, most] = this.#pause
    this.#timer = setTimeout(() => this.#now(), least + Math.random() * (most - least))
  }

  /** It is not done any more. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #now(): void {
    this.#timer = undefined
    this.#run()
  }
}
