import type { EventMessage } from '../events/log.js'
import { PrefixIndex } from '../prefix-index.js'
import type { Container } from './container.js'
import type { Step } from './transitions.js'

/** Is told of each step of one container. */
export type Watcher = (step: Step) => void

/** The containers of an engine. They change by steps only, and what happened in a step is told at once. */
export class Containers {
  readonly #byId = new Map<string, Container>()
  readonly #idByName = new Map<string, string>()
  readonly #ids = new PrefixIndex()
  readonly #watchers = new Map<string, Set<Watcher>>()
  readonly #publish: (events: readonly EventMessage[]) => void
  #version = 0

  constructor(publish: (events: readonly EventMessage[]) => void) {
    this.#publish = publish
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version
  }

  /** All of them, the oldest first. */
  all(): readonly Container[] {
    return [...this.#byId.values()]
  }

  get(id: string): Container | undefined {
    return this.#byId.get(id)
  }

  /** By its name, without `/`. */
  named(name: string): Container | undefined {
    const id = this.#idByName.get(name)
    return id === undefined ? undefined : this.#byId.get(id)
  }

  /** Up to two containers whose ids begin so. */
  beginningWith(prefix: string): readonly Container[] {
    return this.#ids.beginningWith(prefix).map((id) => this.#byId.get(id)!)
  }

  /** Makes a step: the state first, then the events, then who watches the container. */
  apply(step: Step): void {
    const { before, after, events } = step
    this.#version++
    if (before !== undefined) this.#idByName.delete(before.name)
    if (after !== undefined) {
      this.#idByName.set(after.name, after.id)
      this.#byId.set(after.id, after)
      this.#ids.add(after.id)
    } else if (before !== undefined) {
      this.#byId.delete(before.id)
      this.#ids.delete(before.id)
    }
    this.#publish(events)
    const id = (after ?? before)?.id
    if (id !== undefined) for (const watcher of [...(this.#watchers.get(id) ?? [])]) watcher(step)
  }

  /** Calls back after each step of a container; returns what ends that. */
  watch(id: string, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(id) ?? new Set()
    this.#watchers.set(id, watchers.add(watcher))
    return () => {
      watchers.delete(watcher)
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id)
    }
  }
}
