import type { Image } from './image-record.js'
import { Registry } from './registry.js'
import { renamed } from './renaming.js'

/** The images of an engine. A name belongs to one image at a time. */
export class Images {
  readonly #byId = new Map<string, Image>()
  readonly #idByName = new Map<string, string>()

  /** Where images are pulled from. */
  readonly registry = new Registry()

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

  /** By a whole name as people write it: `busybox:latest`, `busybox@sha256:…`. */
  named(name: string): Image | undefined {
    const id = this.#idByName.get(name)
    return id === undefined ? undefined : this.#byId.get(id)
  }

  /** Up to two images whose ids begin so, after `sha256:`. */
  beginningWith(prefix: string): readonly Image[] {
    const found: Image[] = []
    for (const [id, image] of this.#byId) {
      if (id.startsWith(prefix, 'sha256:'.length)) found.push(image)
      if (found.length === 2) break
    }
    return found
  }

  /** Adds an image, or puts it in the place of what it was. Names that it has now are taken from other images. */
  put(image: Image): void {
    this.version++
    this.#forgetNames(image.id)
    for (const name of [...image.tags, ...image.digests]) {
      const owner = this.named(name)
      if (owner !== undefined) this.#byId.set(owner.id, renamed(owner, { without: [name] }))
      this.#idByName.set(name, image.id)
    }
    this.#byId.set(image.id, image)
  }

  delete(id: string): void {
    this.version++
    this.#forgetNames(id)
    this.#byId.delete(id)
  }

  #forgetNames(id: string): void {
    const image = this.#byId.get(id)
    for (const name of [...(image?.tags ?? []), ...(image?.digests ?? [])]) this.#idByName.delete(name)
  }
}
