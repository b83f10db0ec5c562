import { swarmError } from '../errors.js'

/** One call that is being answered. */
export interface Exchange {
  readonly pace: 'finite' | 'streaming'
  /** Breaks it off, whatever state it is in. */
  cut(): void
}

// How long a request may still take to arrive whole once closing has begun, in ms.
const patience = 1000

/** The calls that are being answered, so that closing can wait for some and cut the others. */
export class Exchanges {
  readonly #open = new Set<Exchange>()
  readonly #receiving = new Set<() => void>()
  #late = false
  #refused = 0
  #onEnd = (): void => undefined

  /** Keeps an exchange until its work has settled. */
  async track(exchange: Exchange, work: () => Promise<void>): Promise<void> {
    this.#open.add(exchange)
    try {
      await work()
    } finally {
      this.#open.delete(exchange)
      this.#onEnd()
    }
  }

  /**
   * What a call is made of, once it has arrived. Rejects with `Unavailable` when it has not soon after closing began:
   * nothing has been done yet, and a client that has stopped sending is not worth waiting for.
   */
  received<T>(arriving: T | Promise<T>): T | Promise<T> {
    if (!(arriving instanceof Promise)) return arriving
    return new Promise((resolve, reject) => {
      const refuse = () => {
        this.#refused++
        reject(swarmError('Unavailable', 'swarmd is ending, and nothing of this call has been done'))
      }
      this.#receiving.add(refuse)
      arriving.then(resolve, reject).finally(() => this.#receiving.delete(refuse))
      if (this.#late) refuse()
    })
  }

  /**
   * Cuts the streaming ones at once, those that have not arrived soon after, and the finite ones after `grace` ms.
   * Resolves to how many were cut.
   */
  async close(grace: number): Promise<number> {
    let over = grace <= 0
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        over = true
        resolve()
      }, grace)
    })
    let cut = this.#cut((exchange) => exchange.pace === 'streaming')
    const soon = setTimeout(() => this.#refuse(), Math.min(grace, patience))
    // More may come while it waits: requests that were on their way on connections kept alive.
    while (this.#open.size > 0 && !over) {
      await Promise.race([new Promise<void>((resolve) => (this.#onEnd = resolve)), limit])
      cut += this.#cut((exchange) => exchange.pace === 'streaming')
    }
    clearTimeout(timer)
    clearTimeout(soon)
    return cut + this.#refused + this.#cut(() => true)
  }

  #refuse(): void {
    this.#late = true
    for (const refuse of this.#receiving) refuse()
  }

  #cut(which: (exchange: Exchange) => boolean): number {
    const chosen = [...this.#open].filter(which)
    for (const exchange of chosen) {
      this.#open.delete(exchange)
      exchange.cut()
    }
    return chosen.length
  }
}
