/** The time, in ms. */
export interface Clock {
  /** Never goes back, and may stand still while the machine sleeps. */
  monotonic(): number
  /** Goes on while the machine sleeps, and may be set. */
  wall(): number
}

/** The clocks of this machine. */
export const machineClock: Clock = { monotonic: () => performance.now(), wall: () => Date.now() }

/** How long ago something was: by the clock for which it is longer, so that a machine that slept knows. */
export class Since {
  readonly #clock: Clock
  readonly #monotonic: number
  readonly #wall: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#monotonic = clock.monotonic()
    this.#wall = clock.wall()
  }

  /** In ms. */
  get elapsed(): number {
    return Math.max(this.#clock.monotonic() - this.#monotonic, this.#clock.wall() - this.#wall)
  }
}
