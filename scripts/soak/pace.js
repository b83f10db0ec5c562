import { setTimeout as pause } from 'node:timers/promises'
import { processorTime } from '../processor-time.js'

// Cores that the soak and what it soaks may use together, most of the time.
const goal = 0.75

/** Makes lanes wait so that one core does for all of it. */
export class Pace {
  #pids
  #ms = 20
  #timer
  #before = undefined

  constructor(pids) {
    this.#pids = pids
    this.#timer = setInterval(() => this.#adapt(), 1000)
  }

  /** Waits before a call. */
  wait(dice) {
    return pause(this.#ms * (0.5 + dice.integer(0, 100) / 100))
  }

  stop() {
    clearInterval(this.#timer)
  }

  #adapt() {
    const at = performance.now()
    const { user, system } = process.cpuUsage()
    const others = timesOf(this.#pids)
    if (others === undefined) return
    const used = (user + system) / 1000 + others.reduce((sum, ms) => sum + ms, 0)
    const { at: last = at, used: before = used } = this.#before ?? {}
    this.#before = { at, used }
    if (at === last) return
    const cores = (used - before) / (at - last)
    if (cores > goal) this.#ms = Math.min(2000, this.#ms * 1.2)
    else if (cores < goal * 0.85) this.#ms = Math.max(1, this.#ms / 1.1)
  }
}

/** Undefined when one of the processes has ended. */
function timesOf(pids) {
  try {
    return pids.map((pid) => processorTime(pid))
  } catch {
    return undefined
  }
}
