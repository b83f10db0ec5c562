/** One call that is being answered. */
export interface Exchange {
  readonly pace: 'finite' | 'streaming'
  /** Breaks it off, whatever state it is in. */
  cut(): void
}

/** The calls that are being answered, so that closing can wait for some and cut the others. */
export class Exchanges {
  readonly #open = new Map<Exchange, Promise<void>>()

  /** Keeps an exchange until its work has settled. */
  track(exchange: Exchange, work: Promise<void>): Promise<void> {
    this.#open.set(exchange, work)
    const forget = () => void this.#open.delete(exchange)
    work.then(forget, forget)
    return work
  }

  /** Cuts the streaming ones at once and the finite ones after `grace` ms. Resolves to how many were cut. */
  async close(grace: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined
    let over = grace <= 0
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        over = true
        resolve()
      }, grace)
    })
    let cut = 0
    // More may come while it waits: requests that were on their way on connections kept alive.
    while (this.#open.size > 0 && !over) {
      cut += this.#cut((exchange) => exchange.pace === 'streaming')
      await Promise.race([Promise.allSettled(this.#open.values()), limit])
    }
    clearTimeout(timer)
    return cut + this.#cut(() => true)
  }

  #cut(which: (exchange: Exchange) => boolean): number {
    const chosen = [...this.#open.keys()].filter(which)
    for (const exchange of chosen) {
      this.#open.delete(exchange)
      exchange.cut()
    }
    return chosen.length
  }
}
