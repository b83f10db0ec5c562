import { setTimeout as pause } from 'node:timers/promises'
import { memory, openDescriptors } from '../../dist-test/support/proc.js'

const every = 5000

// How descriptors are waited for, in ms: looked at each step, still for long enough, not longer than this.
const step = 100
const longEnough = 3000
const longest = 15_000

/** What the daemons have: memory every 5 s, descriptors whenever all is at rest. */
export class Samples {
  #daemons
  #start = performance.now()
  #timer
  /** `{ at, simulator, forward }` with MiB, `at` in ms from the start. */
  memory = []
  /** The same with counts. */
  descriptors = []

  constructor(daemons) {
    this.#daemons = daemons
    this.#timer = setInterval(() => void this.#sampleMemory(), every)
  }

  stop() {
    clearInterval(this.#timer)
  }

  get elapsed() {
    return performance.now() - this.#start
  }

  /** Counts descriptors when there are no more than the first time, or when they have not changed for a while. */
  async sampleDescriptors() {
    const [first] = this.descriptors
    let counted = await this.#count()
    let still = 0
    for (let waited = 0; waited < longest; waited += step) {
      const isLow = this.#daemons.every(({ name }) => first !== undefined && counted[name] <= first[name])
      if (still >= (isLow ? step : longEnough)) break
      await pause(step)
      const before = counted
      counted = await this.#count()
      const isStill = this.#daemons.every(({ name }) => counted[name] === before[name])
      still = isStill ? still + step : 0
    }
    this.descriptors.push({ at: this.elapsed, ...counted })
  }

  async #count() {
    const counts = await Promise.all(this.#daemons.map(async ({ name, pid }) => [name, await openDescriptors(pid)]))
    return Object.fromEntries(counts)
  }

  async #sampleMemory() {
    const sampled = await Promise.all(this.#daemons.map(async ({ name, pid }) => [name, await memory(pid)])).catch(
      () => [],
    )
    if (sampled.length > 0) this.memory.push({ at: this.elapsed, ...Object.fromEntries(sampled) })
  }
}
