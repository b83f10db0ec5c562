/** How many have a name: nodes a container of it, kept up by what each node has, so that no list has to count. */
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

  /** How many have it. */
  of(name: string): number {
    return this.#counts.get(name) ?? 0
  }
}
