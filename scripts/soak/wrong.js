/** An answer, or the lack of one, that no fault explains. */
export class Wrong extends Error {}

/** A call that has no whole answer, as a fault on its way would have it; without a fault on its way it is wrong, too. */
export class Broken extends Error {}

/** Throws `Wrong` unless something holds. `sentence` may be a function that makes it. */
export function hold(condition, sentence) {
  if (!condition) throw new Wrong(typeof sentence === 'function' ? sentence() : sentence)
}

/** The promise; rejects with `Wrong` when it takes longer than so many ms. */
export function within(ms, promise, sentence) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Wrong(`${sentence} within ${ms / 1000} s`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
