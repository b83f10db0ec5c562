/** A command of the tour, and what has to be true after it, whether one engine is behind the endpoint or many are. */
export interface TourStep {
  /** A line for `sh` with `docker` and `docker-compose` on `PATH`, in a folder that all steps share. */
  readonly run: string
  /** The line is the words of one `docker` command, which has a terminal; what it writes to either stream is on it. */
  readonly terminal?: true
  readonly input?: string
  /** It is about what is in images, which simulators do not have. */
  readonly real?: true
  /** How it ends; with 0 unless given. */
  readonly code?: number
  /** What is on its standard output. */
  readonly says?: RegExp
  /** What is on its standard error. */
  readonly complains?: RegExp
  /** Lines for `sh`, and what they say then. */
  readonly then?: Readonly<Record<string, RegExp>>
}

/** A name as lists tell it: an engine's may be in front of it. */
export function named(name: string): RegExp {
  return new RegExp(`^/?(?:[\\w.-]+/)?${name}$`, 'm')
}

/** Nothing at all. */
export const nothing = /^$/
