/** A value that is read when it is asked for, and again when it has been told to be stale. */
export class Kept<T> {
  readonly #read: () => Promise<T>
  readonly #whenStale: () => void
  #value: { readonly value: T; readonly version: number } | undefined
  #reading: Promise<T> | undefined
  /** Counts what made it stale: a reading that began before tells what was. */
  #version = 0
  #state: 'stale' | 'aged' | 'fresh' = 'stale'

  /** @param whenStale is told when it has become stale */
  constructor(read: () => Promise<T>, whenStale: () => void = () => undefined) {
    this.#read = read
    this.#whenStale = whenStale
  }

  /** The value as it was last read; undefined before. */
  get last(): T | undefined {
    return this.#value?.value
  }

  /** It has changed, or may have. */
  stale(): void {
    this.#renew('stale')
    this.#whenStale()
  }

  /** It is read again when it is asked for, though nothing has told that it has changed. */
  age(): void {
    this.#renew(this.#state === 'stale' ? 'stale' : 'aged')
  }

  /** The value as it is; read by all who ask at once just once. */
  async get(): Promise<T> {
    if (this.#state === 'fresh') return this.#value!.value
    return (this.#reading ??= this.#readNow())
  }

  /** Whether nothing has told that the value has changed since it was read. */
  get isKnown(): boolean {
    return this.#state !== 'stale'
  }

  #renew(state: 'stale' | 'aged'): void {
    this.#state = state
    this.#version++
    this.#reading = undefined
  }

  async #readNow(): Promise<T> {
    const version = this.#version
    try {
      const value = await this.#read()
      // What became stale meanwhile is newer than what was there, all the same.
      if (version >= (this.#value?.version ?? 0)) this.#value = { value, version }
      if (version === this.#version) this.#state = 'fresh'
      return value
    } finally {
      if (version === this.#version) this.#reading = undefined
    }
  }
}
