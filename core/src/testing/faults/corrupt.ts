import type { Corruption } from './faults.js'
import { randomOf, type Random } from './random.js'

/** Corrupts the bytes of one direction of one connection, in their order. */
export class Corrupter {
  readonly #name: string
  #seed: string | undefined
  #random: Random = () => 1

  /** @param name of the connection and the direction: each has a series of its own */
  constructor(name: string) {
    this.#name = name
  }

  /** The bytes as they arrive; a copy where any is another. `offset` is the first one's. */
  apply(bytes: Buffer, offset: number, corruption: Corruption): Buffer {
    if ('at' in corruption) {
      const index = corruption.at - offset
      return index < 0 || index >= bytes.length ? bytes : flipped(bytes, index, 0xff)
    }
    if (this.#seed !== corruption.seed) {
      this.#seed = corruption.seed
      this.#random = randomOf(`${corruption.seed}/${this.#name}`)
    }
    let changed = bytes
    for (let index = 0; index < bytes.length; index++) {
      if (this.#random() < corruption.probability)
        changed = flipped(changed, index, 1 + Math.floor(this.#random() * 255), changed !== bytes)
    }
    return changed
  }
}

function flipped(bytes: Buffer, index: number, mask: number, own = false): Buffer {
  const copy = own ? bytes : Buffer.from(bytes)
  copy[index]! ^= mask
  return copy
}
