import { AssertionError } from 'node:assert'

/** How long a backend may take for what should be at once, in ms. */
export const patience = 2000

/** Fails a test with a sentence. */
export function fail(sentence: string): never {
  throw new AssertionError({ message: sentence, stackStartFn: fail })
}

/** The promise, or a failure with a sentence when it takes too long. */
export async function within<T>(work: Promise<T>, sentence: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AssertionError({ message: sentence })), patience)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Waits for a condition; fails with a sentence when it does not come true. */
export async function until(holds: () => boolean, sentence: () => string): Promise<void> {
  const end = performance.now() + patience
  while (!holds()) {
    if (performance.now() > end) fail(sentence())
    await pause(5)
  }
}

/** Some ms in which something that must not happen could happen. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
