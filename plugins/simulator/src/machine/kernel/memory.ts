import type { Pool } from '../quota.js'

/** What can be ended to have memory again. */
export interface Relief {
  readonly isPossible: boolean
  /** Ends the process that keeps most. */
  relieve(): void
}

/**
 * The memory of one run of a container, in bytes: what its processes keep, what waits in its pipes and, where it has a
 * limit of its own, its files in memory. A process is ended where there is too little of it, as by Linux
 * (admin-guide/cgroup-v2, `memory.max`): for what programs take, which they have got by then, and for a file, which has
 * not grown.
 */
export class Memory implements Pool {
  relief: Relief | undefined
  #limit: number
  #used = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get limit(): number {
    return this.#limit
  }
  /** What is above it already costs processes their lives at once. */
  set limit(limit: number) {
    this.#limit = limit
    this.#relieve()
  }
  get used(): number {
    return this.#used
  }
  get left(): number {
    return Math.max(0, this.#limit - this.#used)
  }

  take(bytes: number): void {
    this.#used += bytes
    if (bytes > 0) this.#relieve()
  }
  give(bytes: number): void {
    this.#used -= bytes
  }

  lack(): void {
    this.relief?.relieve()
  }

  #relieve(): void {
    while (this.#used > this.#limit && this.relief?.isPossible === true) this.relief.relieve()
  }
}
