import { setTimeout as pause } from 'node:timers/promises'
import { breakingFaults, calmFaults, corruptingFaults } from './faults.js'

// How long after it is over a fault may still be noticed: what was held back arrives, ends are heard.
const aftermath = 2000

/** The faults of the way between the two daemons: some fault, for some time, after some time without any. */
export class Weather {
  #proxy
  #dice
  #isFair = true
  #brokenUntil = -Infinity
  #corruptUntil = -Infinity
  #stopped = false

  constructor(proxy, dice) {
    this.#proxy = proxy
    this.#dice = dice
  }

  /** Whether something that began at a time may have been broken off. */
  hasBroken(since) {
    return this.#brokenUntil + aftermath > since
  }

  /** Whether something that began at a time may have heard other bytes than were sent. */
  hasCorrupted(since) {
    return this.#corruptUntil + aftermath > since
  }

  /** Changes until it is stopped. */
  async run() {
    while (!this.#stopped) {
      await pause(this.#dice.integer(500, 3000))
      if (this.#stopped || !this.#isFair) continue
      await this.#fault()
    }
  }

  /** Has no faults, and none to come, until `goOn`. */
  async rest() {
    this.#isFair = false
    await this.#proxy.clear()
    this.#settle()
  }

  goOn() {
    this.#isFair = true
  }

  stop() {
    this.#stopped = true
  }

  async #fault() {
    const dice = this.#dice
    const [kind, faults, longest] = dice.weighed([
      [4, ['calm', calmFaults(dice), 3000]],
      [3, ['breaks', breakingFaults(dice), 2000]],
      [2, ['breaks', dice.pick(['cut', 'reset']), 0]],
      [1, ['breaks', { down: true }, 800]],
      [1, ['calm', { blackHole: true }, 1500]],
      [1, ['corrupts', corruptingFaults(dice, ['toClient']), 500]],
    ])
    const ms = dice.integer(0, longest)
    if (typeof faults === 'string') return this.#breakOff(faults)
    if (kind !== 'calm') this.#brokenUntil = Infinity
    if (kind === 'corrupts') this.#corruptUntil = Infinity
    await this.#proxy.set(faults)
    await pause(ms)
    if (!this.#isFair) return
    await this.#proxy.clear()
    this.#settle()
  }

  #settle() {
    // Behind a wrong length nothing that follows on the connection is what it seems.
    if (this.#corruptUntil === Infinity) this.#breakOff('reset')
    const now = performance.now()
    if (this.#brokenUntil === Infinity) this.#brokenUntil = now
    if (this.#corruptUntil === Infinity) this.#corruptUntil = now
  }

  #breakOff(how) {
    this.#proxy.breakOff(how)
    this.#brokenUntil = Math.max(this.#brokenUntil === Infinity ? 0 : this.#brokenUntil, performance.now())
  }
}
