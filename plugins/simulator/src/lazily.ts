type Handle<S, J, R> = (state: S, job: J) => R

/** A handler that is loaded at its first call, so that an engine starts without what it may never be asked. */
export function lazily<S, J, R>(load: () => Promise<Handle<S, J, R>>): Handle<S, J, R | Promise<Awaited<R>>> {
  let loaded: Handle<S, J, R> | undefined
  const first = async (state: S, job: J): Promise<Awaited<R>> => {
    loaded = await load()
    return await loaded(state, job)
  }
  return (state, job) => (loaded ?? first)(state, job)
}
