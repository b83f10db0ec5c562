import type { Times } from '../times.js'

/** What a health is made of. */
export interface HealthOptions {
  readonly times: Times
  /** Asks the engine; rejects where it does not answer as it should. */
  check(signal: AbortSignal): Promise<void>
  /** Told of every turn from down to up, and of the first check that was good. */
  up(): void
  /** Told of every turn to down. */
  down(reason: Error): void
}

/** Watches over one engine: `rise` good checks in a row bring it up, the first one ever at once, `fall` bad ones down. */
export class Health {
  readonly #options: HealthOptions
  #state: 'pending' | 'up' | 'down' = 'pending'
  /** Checks in a row that speak for another state. */
  #against = 0
  #timer: NodeJS.Timeout | undefined
  #checking: AbortController | undefined
  #closed = false

  constructor(options: HealthOptions) {
    this.#options = options
  }

  get isUp(): boolean {
    return this.#state === 'up'
  }

  /** Begins to check; resolves after the first one. */
  async start(): Promise<void> {
    await this.#round()
  }

  /** Checks now instead of later: something has gone wrong with the engine. */
  hurry(): void {
    if (this.#closed || this.#checking !== undefined) return
    clearTimeout(this.#timer)
    void this.#round()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#checking?.abort()
  }

  async #round(): Promise<void> {
    const { times } = this.#options
    const checking = (this.#checking = new AbortController())
    // An error keeps what was called until its stack is read: one that is made before it is needed would keep the round
    // before this one, which keeps the one before it.
    const abort = () => checking.abort(new Error(`no answer to a check within ${times.checkLimit} ms`))
    // Where this process itself was held up, the answer may be there, and is read before an immediate is run.
    const limit = setTimeout(() => setImmediate(abort), times.checkLimit)
    try {
      await this.#options.check(checking.signal)
      this.#good()
    } catch (thrown) {
      this.#bad(thrown instanceof Error ? thrown : new Error(String(thrown)))
    } finally {
      clearTimeout(limit)
      this.#checking = undefined
    }
    if (!this.#closed) this.#timer = setTimeout(() => void this.#round(), times.checkEvery)
  }

  #good(): void {
    if (this.#closed) return
    if (this.#state === 'up') {
      this.#against = 0
      return
    }
    this.#against++
    if (this.#state === 'down' && this.#against < this.#options.times.rise) return
    this.#turn('up')
    this.#options.up()
  }

  #bad(reason: Error): void {
    if (this.#closed) return
    if (this.#state === 'down') {
      this.#against = 0
      return
    }
    this.#against++
    // One that has never answered need not prove that it is down.
    if (this.#state === 'up' && this.#against < this.#options.times.fall) return
    this.#turn('down')
    this.#options.down(reason)
  }

  #turn(state: 'up' | 'down'): void {
    this.#state = state
    this.#against = 0
  }
}
