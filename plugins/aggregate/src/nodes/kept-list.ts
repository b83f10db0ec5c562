import type { Row } from '../merge/rows.js'

/** One container of a list that is kept: its text, and what a query looks at. */
export interface KeptRow extends Row {
  readonly Id: string
  readonly State: string
  readonly Labels: Readonly<Record<string, string>>
}

interface Kept {
  readonly version: string | undefined
  readonly rows: readonly KeptRow[]
  /** In ms, as the list has its moments. */
  readonly until: number
}

/** For how long nothing may happen, in ms, before a list is kept: moby tells of some changes before its lists show them. */
const quietFor = 1000

/** For how long a list is not tried again, in ms, that could not be kept. */
const unsteadyFor = 5000

/**
 * The least and the most that a list is kept for, in ms: no time in it is counted in less than minutes, and none is late by
 * more than half of one. Not all that were read with each other are read again with each other.
 */
const keptFor = [15_000, 30_000] as const

/** The list of all containers as an engine wrote it last, while nothing has happened to them. */
export class KeptList {
  readonly #now: () => number
  #kept: Kept | undefined
  #changes = 0
  #quietAt = 0

  /** @param now tells the moment, in ms */
  constructor(now = () => performance.now()) {
    this.#now = now
  }

  /** Whether a list that is asked for now may be kept. */
  get isQuiet(): boolean {
    return this.#now() >= this.#quietAt
  }

  /** The list for a version of the API; undefined where the engine has to be asked. */
  get(version: string | undefined): readonly KeptRow[] | undefined {
    const kept = this.#kept
    if (kept === undefined || kept.version !== version) return undefined
    return this.#now() < kept.until ? kept.rows : undefined
  }

  /** Something has happened to a container, or may have. */
  changed(): void {
    this.age()
    this.#restFor(quietFor)
  }

  /** It is read again when it is asked for, though nothing has told that it is another. */
  age(): void {
    this.#changes++
    this.#kept = undefined
  }

  /** What keeps the list that is asked for from now on, unless something happens until it is there. */
  keeper(): (version: string | undefined, rows: readonly KeptRow[]) => void {
    const changes = this.#changes
    const [least, most] = keptFor
    const until = this.#now() + least + Math.random() * (most - least)
    return (version, rows) => {
      if (changes === this.#changes) this.#kept = { version, rows, until }
    }
  }

  /** A list could not be kept: the next ones hardly can. */
  unsteady(): void {
    this.#restFor(unsteadyFor)
  }

  #restFor(ms: number): void {
    this.#quietAt = Math.max(this.#quietAt, this.#now() + ms)
  }
}
