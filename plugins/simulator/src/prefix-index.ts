/** Ids, found by how they begin in steps that grow with the logarithm of their number. */
export class PrefixIndex {
  // Sorted. Moving even 100,000 of them by one place costs less than a tree would.
  readonly #ids: string[] = []

  /** Adds an id; one that is there stays there once. */
  add(id: string): void {
    const at = this.#placeOf(id)
    if (this.#ids[at] !== id) this.#ids.splice(at, 0, id)
  }

  delete(id: string): void {
    const at = this.#placeOf(id)
    if (this.#ids[at] === id) this.#ids.splice(at, 1)
  }

  /** The ids that begin so, in their order, and no more of them than `most`: two tell whether a prefix is of one only. */
  beginningWith(prefix: string, most = 2): readonly string[] {
    const found: string[] = []
    for (let at = this.#placeOf(prefix); found.length < most; at++) {
      const id = this.#ids[at]
      if (id === undefined || !id.startsWith(prefix)) break
      found.push(id)
    }
    return found
  }

  /** Where the first id is that does not come before a text. */
  #placeOf(text: string): number {
    let [from, to] = [0, this.#ids.length]
    while (from < to) {
      const middle = (from + to) >>> 1
      if (this.#ids[middle]! < text) from = middle + 1
      else to = middle
    }
    return from
  }
}
