import { createHash, randomBytes } from 'node:crypto'

/** A moment, in whole microseconds since 1970. */
export type Instant = number

/** Tells the time, and when a moment has come. */
export interface Clock {
  /** A later moment at every call, so that no two changes have the same. */
  now(): Instant
  /** Calls back once the moment has come; returns what calls it off. */
  at(moment: Instant, callback: () => void): () => void
}

/** Gives that many random bytes. */
export type Random = (length: number) => Uint8Array

/** The operating system's source of random bytes. */
export const realRandom: Random = (length) => randomBytes(length)

/** Bytes that are the same for the same seed: the SHA-256 of the seed and a counter, block after block. */
export function seededRandom(seed: string): Random {
  let left = Buffer.alloc(0)
  let block = 0
  return (length) => {
    const blocks = [left]
    for (let bytes = left.length; bytes < length; bytes += 32) {
      blocks.push(createHash('sha256').update(`${block++}:${seed}`).digest())
    }
    const all = Buffer.concat(blocks)
    left = all.subarray(length)
    return all.subarray(0, length)
  }
}

/**
 * The clock on the wall, or one that is off by so much: it never goes back, and follows when the wall's is set forward.
 */
export function realClock(offset: Instant = 0): Clock {
  let origin = performance.timeOrigin
  let last = -Infinity
  let compared = -Infinity
  const now = (): Instant => {
    const since = performance.now()
    // `performance` has the microseconds, and knows nothing of a clock that was set or a machine that slept.
    if (since - compared > 1) {
      compared = since
      const wall = Date.now()
      if (Math.abs(origin + since - wall) > 50) origin = wall - since
    }
    last = Math.max(last + 1, Math.floor((origin + since) * 1000) + offset)
    return last
  }
  return { now, at: (moment, callback) => callAt(now, moment, callback) }
}

const longestTimer = 2 ** 31 - 1

function callAt(now: () => Instant, moment: Instant, callback: () => void): () => void {
  let timer: NodeJS.Timeout
  const arm = (): void => {
    const left = Math.ceil((moment - now()) / 1000)
    if (left <= 0) callback()
    else timer = setTimeout(arm, Math.min(left, longestTimer))
  }
  timer = setTimeout(arm, 0)
  return () => clearTimeout(timer)
}
