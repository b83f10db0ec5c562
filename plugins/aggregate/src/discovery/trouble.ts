import type { Observer } from './source.js'

const mostSaid = 10

/**
 * Tells each trouble once, and once that all are over: one that alternates with others, as that of each member of a cluster
 * does, is not told again.
 */
export class Trouble {
  readonly #observer: Pick<Observer, 'troubled' | 'recovered'>
  readonly #said = new Set<string>()

  constructor(observer: Pick<Observer, 'troubled' | 'recovered'>) {
    this.#observer = observer
  }

  /** Something is wrong. */
  is(sentence: string): void {
    if (this.#said.has(sentence)) return
    if (this.#said.size === mostSaid) this.#said.clear()
    this.#said.add(sentence)
    this.#observer.troubled(sentence)
  }

  /** Nothing is wrong. */
  over(): void {
    if (this.#said.size === 0) return
    this.#said.clear()
    this.#observer.recovered()
  }
}

/** What was thrown, as a sentence. */
export function sentenceOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors[0] instanceof Error) return sentenceOf(thrown.errors[0])
  return thrown instanceof Error ? thrown.message : String(thrown)
}
