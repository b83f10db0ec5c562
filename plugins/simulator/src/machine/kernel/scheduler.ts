/** How long programs may go on before the rest of the daemon has its turn, in ms. */
const slice = 5
// A look at the clock costs more than most of what is done between two questions.
const askedPerLook = 8

/** Shares the time of the daemon's one thread among the programs of all containers, one slice a turn of the event loop. */
export class Scheduler {
  readonly #queue: (() => void)[] = []
  #began = 0
  #asked = 0

  /** Whether a program has to wait for its next turn; `used` is told how many ms its slice has taken then. */
  tick(used: (ms: number) => void): void | Promise<void> {
    if (++this.#asked < askedPerLook) return
    this.#asked = 0
    const took = performance.now() - this.#began
    if (took < slice) return
    used(Math.min(took, 2 * slice))
    return new Promise((resolve) => {
      if (this.#queue.push(resolve) === 1) setImmediate(this.#next)
    })
  }

  readonly #next = (): void => {
    this.#began = performance.now()
    this.#queue.shift()!()
    if (this.#queue.length > 0) setImmediate(this.#next)
  }
}
