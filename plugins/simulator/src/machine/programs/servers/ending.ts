import type { Proc } from '../../kernel/proc.js'

/** Resolves with the first of some signals that comes; they do nothing else from then on. */
export const firstOf = (proc: Proc, signals: readonly number[]): Promise<number> =>
  new Promise((resolve) => {
    for (const signal of signals) proc.handle(signal, resolve)
  })
