import type { ChildEntry, Observer } from './source.js'

/** The children that were told last. */
export class Known {
  readonly #observer: Observer
  #last: string | undefined

  constructor(observer: Observer) {
    this.#observer = observer
  }

  /** Tells of the children when they are others than before. */
  tell(children: readonly ChildEntry[]): void {
    const now = JSON.stringify(children.map(({ name, spec, labels }) => [name, spec, [...labels]]))
    if (now === this.#last) return
    this.#last = now
    this.#observer.changed(children)
  }
}
