/** How far a clock may be off, in ms, before it is told of and reckoned with. */
export const tolerated = 2000

/**
 * How far the clock of an engine is off. What is within 2 s is taken as right: it is not to be told from the time that the
 * asking took, and moments of one engine must not jump to and fro.
 */
export class EngineClock {
  #skew: number | undefined
  #offset = 0

  /** How many ms the engine is ahead of this machine, as last measured; undefined before. */
  get skew(): number | undefined {
    return this.#skew
  }

  /** How many ms are reckoned with: 0 where the clock is right. */
  get offset(): number {
    return this.#offset
  }

  /** Takes in the time that an engine told (`SystemTime` of its `info`), between two moments of this machine in ms. */
  measure(systemTime: string | undefined, asked: number, answered: number): void {
    const told = Date.parse(systemTime ?? '')
    if (Number.isNaN(told)) return
    const skew = told - (asked + answered) / 2
    this.#skew = skew
    if (Math.abs(skew) <= tolerated) this.#offset = 0
    else if (Math.abs(skew - this.#offset) > tolerated) this.#offset = Math.round(skew)
  }

  /** A moment of this machine's clock as the engine has it, both in ns since 1970. */
  there(moment: bigint): bigint {
    return moment + BigInt(this.#offset) * 1_000_000n
  }

  /** The moment that the engine has now, in ns since 1970. */
  now(): bigint {
    return BigInt(Math.round(Date.now() + (this.#skew ?? 0))) * 1_000_000n
  }
}
