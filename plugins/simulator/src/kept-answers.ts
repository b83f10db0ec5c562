/** An answer as it was sent. */
export interface Kept {
  readonly bytes: Uint8Array
}

/** How much is kept: so many answers, of so many bytes together. */
export interface KeptLimits {
  readonly entries: number
  readonly bytes: number
}

/** Answers by what was asked; those that were not asked for longest go first. Whoever keeps them knows until when they hold. */
export class KeptAnswers<T extends Kept> {
  readonly #limits: KeptLimits
  readonly #answers = new Map<string, T>()
  #bytes = 0
  // What was asked for last, and is last in the map.
  #last: string | undefined

  constructor(limits: KeptLimits) {
    this.#limits = limits
  }

  /** How much is kept at the moment. */
  get size(): KeptLimits {
    return { entries: this.#answers.size, bytes: this.#bytes }
  }

  get(key: string): T | undefined {
    const answer = this.#answers.get(key)
    if (answer === undefined || key === this.#last) return answer
    this.#answers.delete(key)
    this.#answers.set(key, answer)
    this.#last = key
    return answer
  }

  /** Keeps an answer in the place of the one before; one that is too large by itself is not kept. */
  put(key: string, answer: T): void {
    this.delete(key)
    const weight = weightOf(key, answer)
    if (weight > this.#limits.bytes) return
    this.#answers.set(key, answer)
    this.#last = key
    this.#bytes += weight
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#limits.entries && this.#bytes <= this.#limits.bytes) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const answer = this.#answers.get(key)
    if (answer === undefined) return
    this.#answers.delete(key)
    this.#bytes -= weightOf(key, answer)
  }
}

const weightOf = (key: string, { bytes }: Kept): number => 2 * key.length + bytes.length
