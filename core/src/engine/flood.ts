/** What is to be done with one more line. */
export interface Verdict {
  /** Whether it is shown. */
  readonly shown: boolean
  /** Whether it is the last one shown before others of its source are held back. */
  readonly last: boolean
  /** How many of its source were held back before this one. */
  readonly heldBack: number
}

// So many sources are remembered; a flood of more of them than that forgets who they were.
const mostSources = 1000

/** Lets `most` lines of each source through in every `period` ms; the clock is handed in, in ms. */
export function floodGate(most: number, period: number): (source: string, now: number) => Verdict {
  const counts = new Map<string, { since: number; lines: number }>()
  return (source, now) => {
    const before = counts.get(source)
    const fresh = before === undefined || now - before.since >= period
    const count = fresh ? { since: now, lines: 0 } : before
    if (before === undefined && counts.size >= mostSources) counts.clear()
    counts.set(source, count)
    count.lines++
    const heldBack = fresh ? Math.max(0, (before?.lines ?? 0) - most) : 0
    return { shown: count.lines <= most, last: count.lines === most, heldBack }
  }
}
