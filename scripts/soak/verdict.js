import { median } from '../bench/figures.js'

/** The drift that is allowed: so many descriptors more, and less than so much more memory. */
export const allowed = { descriptors: 5, memory: 0.1 }

// A heap takes minutes to find its size.
const shortestForMemory = 10 * 60_000

/** How long a run of so many ms warms up, in ms. */
export function warmUpOf(duration) {
  return Math.min(duration / 5, 5 * 60_000)
}

/**
 * How a quantity of a daemon has drifted: the medians of the first and the last quarter of the samples behind the warm-up,
 * and whether that is too much; `undefined` where the samples are too few, or cover too little time, to tell.
 *
 * @param samples `{ at, [name] }`, in the order of time
 */
export function driftOf(kind, name, samples, warmUp) {
  const judged = samples.filter(({ at }) => at >= warmUp)
  if (judged.length === 0) return { kind, name, first: undefined, last: undefined, isTooMuch: undefined }
  const quarter = Math.max(1, Math.floor(judged.length / 4))
  const of = (some) => median(some.map((sample) => sample[name]))
  const [first, last] = [of(judged.slice(0, quarter)), of(judged.slice(-quarter))]
  const span = judged.at(-1).at - judged[0].at
  const isTooMuch = kind === 'memory' ? tooMuchMemory(first, last, span) : last - first > allowed.descriptors
  return { kind, name, first, last, isTooMuch }
}

function tooMuchMemory(first, last, span) {
  return span < shortestForMemory ? undefined : last >= first * (1 + allowed.memory)
}
