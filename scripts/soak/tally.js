// More failures say nothing new.
const mostKept = 20

/** Counts what came of calls, and keeps what was wrong. */
export class Tally {
  /** `{ right, broken, wrong }` by the name of the scenario. */
  counts = new Map()
  wrongs = []
  #wrong = 0

  count(name, outcome, describe) {
    const counts = this.counts.get(name) ?? { right: 0, broken: 0, wrong: 0 }
    this.counts.set(name, counts)
    counts[outcome]++
    if (outcome === 'wrong') this.fail(describe())
  }

  /** Something is wrong that is no call's. */
  fail(sentence) {
    if (this.#wrong++ < mostKept) this.wrongs.push(sentence)
  }

  /** Why all the rest is wrong. */
  crash(sentence) {
    this.#wrong++
    this.wrongs.unshift(sentence)
  }

  get failed() {
    return this.#wrong
  }

  /** Sums over all scenarios. */
  get total() {
    const sum = { right: 0, broken: 0, wrong: 0 }
    for (const counts of this.counts.values()) for (const key of Object.keys(sum)) sum[key] += counts[key]
    return sum
  }
}
