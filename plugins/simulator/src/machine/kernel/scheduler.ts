/** How long programs may go on before the rest of the daemon has its turn, in ms. */
const slice = 5
// A look at the clock costs more than most of what is done between two questions.
const askedPerLook = 8

/** Shares the time of the daemon's one thread among the programs of all containers, one slice a turn of the event loop. */
export class Scheduler {
  readonly #queue: (() => void)[] = []
  /** When the present slice began; what was before this turn of the event loop was no slice of programs. */
  #began = 0
  #looked = 0
  #asked = 0
  #isOpen = false
  /** Whether the slice has ended: all who ask have to wait then. */
  #isOver = false

  /** Whether a program has to wait for its next turn; `used` is told how many ms it has used since anybody was asked. */
  tick(used: (ms: number) => void): void | Promise<void> {
    if (!this.#isOver && ++this.#asked < askedPerLook) return
    this.#look(used)
    if (this.#isOver) return new Promise((resolve) => this.#wait(resolve))
  }

  /** Begins something with its own turn, later: at once where there is time. */
  begin(go: () => void): void {
    queueMicrotask(() => (this.#isOver ? this.#wait(go) : go()))
  }

  #look(used: (ms: number) => void): void {
    this.#asked = 0
    const now = performance.now()
    if (!this.#isOpen) return this.#open(now)
    used(Math.min(now - this.#looked, 2 * slice))
    this.#looked = now
    this.#isOver = now - this.#began >= slice
  }

  #wait(go: () => void): void {
    if (this.#queue.push(go) === 1) setImmediate(this.#next)
  }

  #open(now: number): void {
    this.#began = this.#looked = now
    this.#isOver = false
    if (this.#isOpen) return
    this.#isOpen = true
    setImmediate(this.#close)
  }

  // While somebody waits, the next slice is theirs.
  readonly #close = (): void => {
    if (this.#queue.length === 0) this.#isOpen = false
  }

  readonly #next = (): void => {
    this.#open(performance.now())
    // In the queue until it has gone on: whoever has to wait because of that begins no turns of its own.
    this.#queue[0]!()
    this.#queue.shift()
    setImmediate(this.#queue.length > 0 ? this.#next : this.#close)
  }
}
