import type { Volume } from './volume.js'

/** The volumes of an engine. */
export class Volumes {
  readonly #byName = new Map<string, Volume>()

  /** Grows with every change. */
  version = 0

  /** All of them, the oldest first. */
  all(): readonly Volume[] {
    return [...this.#byName.values()]
  }

  get(name: string): Volume | undefined {
    return this.#byName.get(name)
  }

  put(volume: Volume): void {
    this.version++
    this.#byName.set(volume.name, volume)
  }

  delete(name: string): void {
    this.version++
    this.#byName.delete(name)
  }
}
