import { abortion, pause, pauseAfter, type Pauses } from './pause.js'
import { sentenceOf, type Trouble } from './trouble.js'

/** One reading of a source. */
export interface Round {
  /** Aborted when nobody watches any more. */
  readonly signal: AbortSignal
  /** The source has been read: nothing is wrong, or what is said, which the round goes on with. */
  readonly read: (trouble?: string) => void
}

/** How a source is read again and again. */
export interface RoundsOptions {
  /**
   * Reads once, says so, and resolves to the pause until it is done again, in ms. What it rejects with is the trouble.
   */
  round(round: Round): Promise<number>
  readonly trouble: Trouble
  /** The pauses after rounds that fail. */
  readonly retry: Pauses
}

const firstLimit = 5000

/**
 * Reads until what it resolves to is called. Resolves behind the first reading, be it good or bad, and after 5 s at the
 * latest.
 */
export async function startRounds(options: RoundsOptions): Promise<() => Promise<void>> {
  const ending = new AbortController()
  let ready = () => undefined as void
  const first = new Promise<void>((resolve) => (ready = resolve))
  const limit = setTimeout(ready, firstLimit)
  const ended = run(options, ending.signal, ready)
  await first
  clearTimeout(limit)
  return () => {
    ending.abort()
    return ended
  }
}

async function run(options: RoundsOptions, signal: AbortSignal, ready: () => void): Promise<void> {
  const { trouble, retry } = options
  let failures = 0
  const read = (sentence?: string) => {
    if (signal.aborted) return
    failures = 0
    if (sentence === undefined) trouble.over()
    else trouble.is(sentence)
    ready()
  }
  while (!signal.aborted) {
    try {
      const next = await unlessAborted(options.round({ signal, read }), signal)
      if (next !== undefined) await pause(next, signal)
    } catch (thrown) {
      if (signal.aborted) return
      trouble.is(sentenceOf(thrown))
      ready()
      await pause(pauseAfter(++failures, retry), signal)
    }
  }
}

/** What comes of a reading; undefined once nobody waits for it: a file system may hang for good. */
async function unlessAborted<T>(reading: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const [aborted, release] = abortion(signal)
  try {
    return await Promise.race([reading, aborted.then(() => undefined)])
  } finally {
    release()
    reading.catch(() => undefined)
  }
}
