import { randomOf } from '../../core/dist/testing/faults/random.js'

/** What is drawn by lot: the same for the same seed. */
export class Dice {
  #random

  constructor(seed) {
    this.#random = randomOf(seed)
  }

  /** True in so many cases of one. */
  chance(probability) {
    return this.#random() < probability
  }

  /** A whole number from `least` to `most`. */
  integer(least, most) {
    return least + Math.floor(this.#random() * (most - least + 1))
  }

  pick(list) {
    return list[this.integer(0, list.length - 1)]
  }

  /** One of `[weight, value]`. */
  weighed(choices) {
    let left = this.#random() * choices.reduce((sum, [weight]) => sum + weight, 0)
    return (choices.find(([weight]) => (left -= weight) < 0) ?? choices.at(-1))[1]
  }

  bytes(length) {
    const bytes = Buffer.allocUnsafe(length)
    for (let at = 0; at < length; at++) bytes[at] = this.integer(0, 255)
    return bytes
  }

  word() {
    return this.integer(0, 2 ** 40).toString(36)
  }
}
