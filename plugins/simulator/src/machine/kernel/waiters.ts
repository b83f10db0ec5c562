/** Who waits for something, each to be called once. */
export class Waiters {
  #calls: Set<() => void> | undefined

  /** Returns what takes the call off the list. */
  add(call: () => void): () => void {
    const calls = (this.#calls ??= new Set())
    calls.add(call)
    return () => void calls.delete(call)
  }

  wake(): void {
    const calls = this.#calls
    this.#calls = undefined
    for (const call of calls ?? []) call()
  }
}
