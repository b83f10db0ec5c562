import type { ErrorKind } from 'libswarm-core'
import type { NodeSnapshot } from './snapshot.js'

/** The nodes that a container may go to, the best first, or why there is none. */
export type Schedule = Scheduled | Refusal

/** At least one node. */
export interface Scheduled {
  readonly best: Candidate
  /** All of them, the best first. */
  readonly candidates: readonly Candidate[]
}

/** A node that a container may go to. */
export interface Candidate {
  readonly node: NodeSnapshot
  /** What the container wished for (`~`) and does not find there, as it was written. */
  readonly unsatisfied: readonly string[]
}

/** Why there is no node. */
export interface Refusal {
  readonly kind: ErrorKind
  /** For the client: what was asked for, and which nodes it excludes. */
  readonly sentence: string
  readonly exclusions: readonly Exclusion[]
}

/** Whether there is no node. */
export const isRefusal = (found: object): found is Refusal => 'sentence' in found

/** A node that does not come into question. */
export interface Exclusion {
  readonly node: NodeSnapshot
  /** The first filter that excluded it. */
  readonly filter: string
  /** What is wrong with it there: `has no container slot left (4 of 4)`. */
  readonly reason: string
}
