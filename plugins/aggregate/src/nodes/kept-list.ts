import type { Row } from '../merge/rows.js'
import type { EngineClock } from './engine-clock.js'
import { lasts } from './lasts.js'
import type { Moments } from './moments.js'

/** One container of a list that is kept: its text, and what a query looks at. */
export interface KeptRow extends Row {
  readonly Id: string
  readonly State: string
  readonly Status: string
  readonly Labels: Readonly<Record<string, string>>
  /** Whether no event tells of some of what the row says, as of the checks of its health that failed in a row. */
  readonly isUntold: boolean
}

interface Kept {
  readonly version: string | undefined
  readonly rows: readonly KeptRow[]
  /** The moment of this process, in ms, until which every text is what the engine would write. */
  until: number
}

/** For how long nothing may happen, in ms, before a list is kept: moby tells of some changes before its lists show them. */
const quietFor = 1000

/** The list of all containers as an engine wrote it last, for as long as it would write the same again. */
export class KeptList {
  readonly #moments: Moments
  readonly #clock: EngineClock
  #kept: Kept | undefined
  #changes = 0
  #quietAt = 0

  constructor(moments: Moments, clock: EngineClock) {
    this.#moments = moments
    this.#clock = clock
  }

  /** Whether nothing has happened for a while, so that a list that is asked for now may be kept. */
  get isQuiet(): boolean {
    return performance.now() >= this.#quietAt
  }

  /** The list for a version of the API; undefined where the engine has to be asked. */
  get(version: string | undefined): readonly KeptRow[] | undefined {
    const kept = this.#kept
    if (kept === undefined || kept.version !== version) return undefined
    if (performance.now() >= kept.until) kept.until = this.#sureUntil(kept.rows)
    return performance.now() < kept.until ? kept.rows : undefined
  }

  /** Something has happened, or may have: to a container, where it is known to which one. */
  changed(id?: string): void {
    this.age()
    this.#quietAt = performance.now() + quietFor
    if (id !== undefined) this.#moments.forget(id)
  }

  /** It is read again when it is asked for, though nothing has told that it is another. */
  age(): void {
    this.#changes++
    this.#kept = undefined
  }

  /** Anything may have happened to any container. */
  lost(): void {
    this.changed()
    this.#moments.forgetAll()
  }

  /** What keeps the list that is asked for from now on, unless something happens until it is there. */
  keeper(): (version: string | undefined, rows: readonly KeptRow[]) => void {
    const changes = this.#changes
    return (version, rows) => {
      if (changes === this.#changes) this.#kept = { version, rows, until: this.#sureUntil(rows) }
    }
  }

  #sureUntil(rows: readonly KeptRow[]): number {
    const time = this.#clock.nearly
    if (time === undefined) return 0
    // All of them: what is not known yet is asked for at once.
    const left = rows.map((row) => (row.isUntold ? 0 : lasts(row, time, this.#moments)))
    return performance.now() + left.reduce((least, one) => Math.min(least, one), Infinity)
  }
}
