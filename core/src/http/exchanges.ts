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
    let cut = this.#cut((exchange) => exchange.pace === 'streaming')
    const rest = Promise.allSettled(this.#open.values())
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise((resolve) => (timer = setTimeout(resolve, grace)))
    await Promise.race([rest, limit])
    clearTimeout(timer)
    cut += this.#cut(() => true)
    return cut
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
