type Handle<S, J, R> = (state: S, job: J) => R

/** A handler that is loaded at its first call, or before by `load`. */
export type Lazy<S, J, R> = Handle<S, J, R | Promise<Awaited<R>>> & { readonly load: () => Promise<unknown> }

/** A handler that is loaded at its first call, so that an engine starts without what it may never be asked. */
export function lazily<S, J, R>(load: () => Promise<Handle<S, J, R>>): Lazy<S, J, R> {
  let loaded: Handle<S, J, R> | undefined
  const first = async (state: S, job: J): Promise<Awaited<R>> => {
    loaded = await load()
    return await loaded(state, job)
  }
  const handle = (state: S, job: J): R | Promise<Awaited<R>> => (loaded ?? first)(state, job)
  return Object.assign(handle, { load: async () => (loaded = await load()) })
}

// A start is over by then, with the first answers.
const delay = 100

/**
 * Loads handlers when the start is over, one after the other; returns what stops that. Node remembers for ever that a
 * module could not be loaded, for want of descriptors too: what is loaded in quiet times does not fail in busy ones.
 */
export function loadSoon(handlers: readonly unknown[]): () => void {
  let stopped = false
  const loadAll = async (): Promise<void> => {
    for (const handle of handlers) {
      if (stopped) return
      // Who calls it is told what fails.
      if (isLazy(handle)) await handle.load().catch(() => undefined)
    }
  }
  const timer = setTimeout(() => void loadAll(), delay).unref()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

const isLazy = (handle: unknown): handle is Lazy<never, never, unknown> =>
  typeof handle === 'function' && 'load' in handle
