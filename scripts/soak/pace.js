import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

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
    this.#timer = setInterval(() => void this.#adapt(), 1000)
  }

  /** Waits before a call. */
  wait(dice) {
    return pause(this.#ms * (0.5 + dice.integer(0, 100) / 100))
  }

  stop() {
    clearInterval(this.#timer)
  }

  async #adapt() {
    const at = performance.now()
    const { user, system } = process.cpuUsage()
    const others = await Promise.all(this.#pids.map(processorTime)).catch(() => undefined)
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

/** ms of processor time that a process has had (proc(5), `stat`: fields 14 and 15, in hundredths of a second). */
async function processorTime(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
