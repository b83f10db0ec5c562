import type { Instant } from '../../world.js'

/** How long one of the counts is that the recent past is known by, in microseconds, and how many there are. */
const span = 100_000
const spans = 32

interface Span {
  readonly at: number
  used: number
}

/** What the processes of one run of a container have used of a CPU, in microseconds: in all, and until a moment ago. */
export class CpuTime {
  #total = 0
  /** What was used in the last spans, by their numbers' remainders. */
  #recent: Map<number, Span> | undefined

  get total(): number {
    return this.#total
  }

  add(used: number, now: Instant): void {
    this.#total += used
    const at = Math.floor(now / span)
    const recent = (this.#recent ??= new Map<number, Span>())
    const known = recent.get(at % spans)
    if (known?.at === at) known.used += used
    else recent.set(at % spans, { at, used })
  }

  /** What had been used by a moment of the last three seconds. */
  until(moment: Instant): number {
    const from = Math.floor(moment / span)
    let since = 0
    for (const { at, used } of this.#recent?.values() ?? []) if (at >= from) since += used
    return this.#total - since
  }
}
