/** When a process that has ended is started again. */
export interface RestartPolicy {
  /** The first pause, in ms; each one after that is twice as long. */
  readonly first: number
  /** The longest pause, in ms. */
  readonly longest: number
  /** So many ends within `window` ms, and it stays down. */
  readonly limit: number
  /** The window of `limit`, in ms; one that ran for so long begins with the first pause again. */
  readonly window: number
}

/** Again after 1, 2, 4 … 60 s; after 5 ends within 60 s it stays down. */
export const restartPolicy: RestartPolicy = { first: 1000, longest: 60_000, limit: 5, window: 60_000 }

/** What is remembered of the ends so far. */
export interface Ends {
  /** When it ended, the last ones, in ms. */
  readonly times: readonly number[]
  /** The pause before the last start, in ms; 0 where it has not been restarted. */
  readonly pause: number
}

/** Nothing has ended yet. */
export const noEnds: Ends = { times: [], pause: 0 }

/** Notes an end: what to remember, and the pause before the next start, undefined where it stays down. */
export function noteEnd(
  ends: Ends,
  started: number,
  now: number,
  policy: RestartPolicy,
): { readonly ends: Ends; readonly pause: number | undefined } {
  const times = [...ends.times.filter((time) => now - time < policy.window), now]
  const steady = now - started >= policy.window
  const pause = steady || ends.pause === 0 ? policy.first : Math.min(ends.pause * 2, policy.longest)
  return { ends: { times, pause }, pause: times.length >= policy.limit ? undefined : pause }
}
