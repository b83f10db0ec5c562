import type { Duplex } from 'node:stream'
import type { ObservedCall } from './observer.js'

/** One call that is being answered. */
export interface Exchange {
  readonly pace: 'finite' | 'streaming'
  /** Destroyed, it breaks the call off, whatever state that is in. */
  readonly connection: Duplex
  /** What hears of it. */
  readonly observed: ObservedCall | undefined
}

/** The calls that are being answered, so that closing can wait for some and cut the others. */
export class Exchanges {
  readonly #open = new Set<Exchange>()
  #onEnd = (): void => undefined

  /** Keeps an exchange until its work has settled. */
  async track(exchange: Exchange, work: () => Promise<void>): Promise<void> {
    this.#open.add(exchange)
    try {
      await work()
    } finally {
      this.#open.delete(exchange)
      exchange.observed?.ended()
      this.#onEnd()
    }
  }

  /** Cuts the streaming ones at once and the finite ones after `grace` ms. Resolves to how many were cut. */
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
    // More may come while it waits: requests that were on their way on connections kept alive.
    while (this.#open.size > 0 && !over) {
      await Promise.race([new Promise<void>((resolve) => (this.#onEnd = resolve)), limit])
      cut += this.#cut((exchange) => exchange.pace === 'streaming')
    }
    clearTimeout(timer)
    return cut + this.#cut(() => true)
  }

  #cut(which: (exchange: Exchange) => boolean): number {
    const chosen = [...this.#open].filter(which)
    for (const exchange of chosen) {
      this.#open.delete(exchange)
      exchange.connection.destroy()
    }
    return chosen.length
  }
}
