import { setTimeout } from 'node:timers/promises'

/** Waits for some ms, or until the signal is aborted. Never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined)
}

/** Resolves when the signal is aborted; what is returned beside it takes the listener off again. */
export function abortion(signal: AbortSignal): readonly [Promise<void>, () => void] {
  let release = () => undefined as void
  const aborted = new Promise<void>((resolve) => {
    const listener = () => resolve()
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', listener)
    release = () => signal.removeEventListener('abort', listener)
  })
  return [aborted, release]
}

/** The pauses between tries that fail, in ms: the first, and the longest that it is doubled to. */
export type Pauses = readonly [first: number, longest: number]

/** How long to wait after so many failures in a row, in ms. Up to a fifth less, so that not all come at once. */
export function pauseAfter(failures: number, [first, longest]: Pauses): number {
  const whole = Math.min(first * 2 ** Math.min(failures - 1, 30), longest)
  return whole * (1 - Math.random() / 5)
}
