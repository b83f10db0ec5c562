/** How many nodes have a container of a name; kept up by what each node has, so that no list has to count. */
export class NameOwners {
  readonly #counts = new Map<string, number>()

  add(name: string): void {
    this.#counts.set(name, this.of(name) + 1)
  }

  remove(name: string): void {
    const left = this.of(name) - 1
    if (left > 0) this.#counts.set(name, left)
    else this.#counts.delete(name)
  }

  /** The number of nodes; 0 where none has it. */
  of(name: string): number {
    return this.#counts.get(name) ?? 0
  }
}
