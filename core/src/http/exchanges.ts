import type { Duplex } from 'node:stream'
import { swarmError } from '../errors.js'
import type { ObservedCall } from './observer.js'

/** One call that is being answered. */
export interface Exchange {
  readonly pace: 'finite' | 'streaming'
  /** Destroyed, it breaks the call off, whatever state that is in. */
  readonly connection: Duplex
  /** What hears of it. */
  readonly observed: ObservedCall | undefined
}

// How long a request may still take to arrive whole once closing has begun, in ms.
const patience = 1000

/**
 * The calls that are being answered, so that closing can wait for some and cut the others. They are in no order: a list
 * in which the last one takes the place of one that ends is the same list for ever, where a `Set` from which so much
 * goes makes itself anew all the time, and what it was before keeps its calls from the garbage collector.
 */
export class Exchanges {
  readonly #open: Exchange[] = []
  readonly #receiving = new Set<() => void>()
  #late = false
  #refused = 0
  #onEnd = (): void => undefined

  /** Keeps an exchange until its end. */
  begin(exchange: Exchange): void {
    this.#open.push(exchange)
  }

  /** Lets go of an exchange: all of its answer is written, or it has broken off. */
  end(exchange: Exchange): void {
    const place = this.#open.indexOf(exchange)
    if (place < 0) return
    const last = this.#open.pop()!
    if (last !== exchange) this.#open[place] = last
    exchange.observed?.ended()
    this.#onEnd()
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
    while (this.#open.length > 0 && !over) {
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
    const chosen = this.#open.filter(which)
    for (const exchange of chosen) {
      this.end(exchange)
      exchange.connection.destroy()
    }
    return chosen.length
  }
}
