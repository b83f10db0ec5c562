/** Where a candidate was found. */
export type Place = 'paths' | 'dependency' | 'packages' | 'standard' | 'host' | 'indirect'

/** A package that may be a backend. Nothing of its manifest is checked yet. */
export interface Candidate {
  /** The name it is known under: that of the dependency, or its own. */
  readonly package: string
  readonly folder: string
  readonly place: Place
  /** The folder of the package that it is a dependency of. */
  readonly home?: string
  /** Why it cannot be used, whatever is in it. */
  readonly problem?: string
  /** The candidate that has its name. */
  readonly shadow?: Candidate
}
