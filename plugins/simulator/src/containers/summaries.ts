import type { Container } from './container.js'
import type { Sizes } from './sizes.js'
import { statusUntil } from './status.js'
import { summarize, type Surroundings } from './summary.js'
import type { Instant } from '../world.js'

/** One container of a list as JSON, and the moment at which its status becomes another. */
export interface SummaryText {
  readonly text: string
  readonly until: Instant
}

interface KeptText extends SummaryText {
  readonly image: string
  readonly sizes: Sizes | undefined
}

/** The JSON of containers in lists, by the record that it was made of: a list writes anew what has changed only. */
export class Summaries {
  readonly #byAge = new Map<string, WeakMap<Container, KeptText>>()

  /** The JSON of a container at a moment. */
  textOf(container: Container, surroundings: Surroundings): SummaryText {
    const { now, image, sizes } = surroundings
    const texts = this.#textsOf(surroundings)
    const kept = texts.get(container)
    if (kept !== undefined && now < kept.until && kept.image === image && isSame(kept.sizes, sizes)) return kept
    const text = JSON.stringify(summarize(container, surroundings))
    const made = { text, until: statusUntil(container, now), image, sizes }
    texts.set(container, made)
    return made
  }

  #textsOf({ age, sizes }: Surroundings): WeakMap<Container, KeptText> {
    const key = `${age} ${sizes === undefined}`
    const texts = this.#byAge.get(key) ?? new WeakMap<Container, KeptText>()
    this.#byAge.set(key, texts)
    return texts
  }
}

const isSame = (one: Sizes | undefined, other: Sizes | undefined): boolean =>
  one?.own === other?.own && one?.all === other?.all
