/** How far two clocks go apart, for each ms that passes. */
const drift = 0.0002

/** How far a clock may be off, in ms, before it is told of and reckoned with. */
export const tolerated = 2000

/** The moment of a clock that was read over a wire. */
export interface Nearly {
  /** In ms since 1970. */
  readonly now: number
  /** By how many ms that may be wrong. */
  readonly off: number
}

/**
 * How far the clock of an engine is off. What is within 2 s is taken as right: it is not to be told from the time that the
 * asking took, and moments of one engine must not jump to and fro.
 */
export class EngineClock {
  #skew: number | undefined
  #offset = 0
  #read: { readonly told: number; readonly at: number; readonly off: number } | undefined

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
    this.#readAnew(told, (answered - asked) / 2)
    const skew = told - (asked + answered) / 2
    this.#skew = skew
    if (Math.abs(skew) <= tolerated) this.#offset = 0
    else if (Math.abs(skew - this.#offset) > tolerated) this.#offset = Math.round(skew)
  }

  /** The moment that the engine has now, whatever this machine's own clock has been set to; undefined before. */
  get nearly(): Nearly | undefined {
    if (this.#read === undefined) return undefined
    const { told, at, off } = this.#read
    const passed = performance.now() - at
    return { now: told + passed, off: off + passed * drift }
  }

  /** A reading that took long tells less than one of before, unless the engine's clock was set meanwhile. */
  #readAnew(told: number, off: number): void {
    const { nearly } = this
    const isBetter = nearly === undefined || off <= nearly.off || Math.abs(told + off - nearly.now) > off + nearly.off
    if (isBetter) this.#read = { told, at: performance.now() - off, off }
  }

  /** The moment that the engine has now, in ns since 1970. */
  now(): bigint {
    return BigInt(Math.round(Date.now() + (this.#skew ?? 0))) * 1_000_000n
  }
}
