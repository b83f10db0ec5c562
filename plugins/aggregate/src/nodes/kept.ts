/** A value that is read when it is asked for, and again when it has been told to be stale. */
export class Kept<T> {
  readonly #read: () => Promise<T>
  #value: { readonly value: T; readonly version: number } | undefined
  #reading: Promise<T> | undefined
  /** Counts what made it stale: a reading that began before tells what was. */
  #version = 0

  constructor(read: () => Promise<T>) {
    this.#read = read
  }

  /** The value as it was last read; undefined before. */
  get last(): T | undefined {
    return this.#value?.value
  }

  get isFresh(): boolean {
    return this.#fresh
  }

  #fresh = false

  stale(): void {
    this.#fresh = false
    this.#version++
    this.#reading = undefined
  }

  /** The value as it is; read by all who ask at once just once. */
  async get(): Promise<T> {
    if (this.#fresh && this.#value !== undefined) return this.#value.value
    return (this.#reading ??= this.#readNow())
  }

  async #readNow(): Promise<T> {
    const version = this.#version
    try {
      const value = await this.#read()
      // What became stale meanwhile is newer than what was there, all the same.
      if (version >= (this.#value?.version ?? 0)) this.#value = { value, version }
      if (version === this.#version) this.#fresh = true
      return value
    } finally {
      if (version === this.#version) this.#reading = undefined
    }
  }
}
