import type { Config } from '../config/config.js'
import type { Checked, Places } from 'libswarm-core'

/** What one look has found. */
export interface Finding {
  /** An error is what swarmd or a backend cannot be used with. */
  readonly status: 'ok' | 'warning' | 'error'
  /** What was looked at, in a word or two. */
  readonly what: string
  readonly sentence: string
}

/** What is looked at. */
export interface Subject {
  /** As flags and the config file say; without the file where that is wrong. */
  readonly config: Config
  /** What is wrong with the config file. */
  readonly configProblem: unknown
  readonly places: Places
  readonly chain: readonly Member[]
}

/** A configured backend, with its options checked or what is wrong with it. */
export interface Member {
  /** As it was written, for sentences. */
  readonly written: string
  /** The backend and those among its options. */
  readonly checked: readonly Checked[]
  /** Sentences. */
  readonly wrong: readonly string[]
}

/** One thing to look at. Runs no code of a backend, unless it says so. */
export interface Check {
  readonly what: string
  look(subject: Subject): Promise<readonly Finding[]>
}
