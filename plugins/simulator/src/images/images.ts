import type { Image } from './image-record.js'

/** The images of an engine. */
export class Images {
  readonly #byId = new Map<string, Image>()

  /** Grows with every change. */
  version = 0

  /** All of them, the oldest first. */
  all(): readonly Image[] {
    return [...this.#byId.values()]
  }

  /** By its full id. */
  get(id: string): Image | undefined {
    return this.#byId.get(id)
  }

  /** Adds an image, or puts it in the place of what it was. */
  put(image: Image): void {
    this.version++
    this.#byId.set(image.id, image)
  }

  delete(id: string): void {
    this.version++
    this.#byId.delete(id)
  }
}
