/**
 * What came of a request:
 * - `right`: what was asked for
 * - `partial`: a list that lacks what is on some engine
 * - `missing`: what is asked about is not there, or does not run, though it did at the beginning
 * - `unavailable`: 502, 503 or 504, with a sentence
 * - `late`: no whole answer in time
 * - `broken`: the connection ended without a whole answer
 * - `refused`: there was no connection
 * - `wrong`: anything else, which nothing explains
 */
export type Kind = 'right' | 'partial' | 'missing' | 'unavailable' | 'late' | 'broken' | 'refused' | 'wrong'

/** What came of one request. */
export interface Outcome {
  readonly operation: string
  /** The engine that it was about, where it was about one. */
  readonly engine: string | undefined
  readonly kind: Kind
  /** When it was sent, in ms since the load began. */
  readonly at: number
  /** How long it took, in ms. */
  readonly took: number
  /** What was wrong. */
  readonly sentence?: string
}

/** A request that had no right answer. */
export class Failure extends Error {
  readonly kind: Exclude<Kind, 'right'>

  constructor(kind: Exclude<Kind, 'right'>, sentence: string) {
    super(sentence)
    this.kind = kind
  }
}

/** How many there were of each kind, those of which there were none left out. */
export function countKinds(outcomes: readonly Outcome[]): Readonly<Partial<Record<Kind, number>>> {
  const counts: Partial<Record<Kind, number>> = {}
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** The time below which so much of one (0.99) of the right ones are, in ms. */
export function quantile(outcomes: readonly Outcome[], share: number): number {
  const times = outcomes.flatMap(({ kind, took }) => (kind === 'right' ? [took] : [])).sort((a, b) => a - b)
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN
}

/** A line for each operation: how many of which kind, and the median and the 99th percentile of the right ones. */
export function tellOutcomes(outcomes: readonly Outcome[]): string {
  const operations = [...new Set(outcomes.map(({ operation }) => operation))].sort()
  const lines = operations.map((operation) => {
    const own = outcomes.filter((outcome) => outcome.operation === operation)
    const kinds = Object.entries(countKinds(own)).map(([kind, count]) => `${count} ${kind}`)
    return `${operation}: ${kinds.join(', ')}; ${[0.5, 0.99].map((share) => quantile(own, share).toFixed(1)).join('/')} ms`
  })
  const wrong = outcomes.flatMap(({ operation, sentence }) =>
    sentence === undefined ? [] : [`${operation}: ${sentence}`],
  )
  return [...lines, ...[...new Set(wrong)].slice(0, 20)].join('\n')
}
