/** Does what has a limit, in ms, or ends with an outer signal; nothing is left on that afterwards. */
export async function within<T>(
  ms: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const abort = () => own.abort(outer?.reason)
  const timer = setTimeout(() => own.abort(new TooLate(ms)), ms)
  if (outer?.aborted) abort()
  outer?.addEventListener('abort', abort)
  try {
    return await work(own.signal)
  } catch (thrown) {
    // What is thrown for an abort differs from part to part; its reason does not.
    throw own.signal.aborted ? own.signal.reason : thrown
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', abort)
  }
}

/** The limit was reached. */
export class TooLate extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms / 1000} s`)
    this.name = 'TooLate'
  }
}
