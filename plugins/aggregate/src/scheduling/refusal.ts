import type { ErrorKind } from 'libswarm-core'
import { groupBy } from './group-by.js'
import type { Exclusion, Refusal } from './result.js'
import { namesOf } from './sentences.js'

const mostReasons = 10

/** Never `NotFound`: `docker run` takes that for an image that is missing, and pulls it. */
const refuse = (kind: ErrorKind, sentence: string, exclusions: readonly Exclusion[]): Refusal => ({
  kind,
  sentence,
  exclusions,
})

/** A pool without nodes. */
export const noNodes = (): Refusal => refuse('Unavailable', 'there is no node in the pool', [])

/** Which of two containers is meant cannot be told. */
export const ambiguous = (sentence: string, exclusions: readonly Exclusion[]): Refusal =>
  refuse('Conflict', sentence, exclusions)

/** A strategy that takes none of the nodes that the filters have left. */
export const noneTaken = (exclusions: readonly Exclusion[]): Refusal =>
  refuse('Conflict', 'the strategy takes none of the nodes that come into question', exclusions)

/** Every node is excluded: says by what, one line a reason, with classic Swarm's first words. */
export function allExcluded(exclusions: readonly Exclusion[]): Refusal {
  if (exclusions.every(({ filter }) => filter === 'health')) {
    return refuse('Unavailable', 'No healthy node available in the pool', exclusions)
  }
  const groups = groupBy(exclusions, ({ filter, reason }) => `[${filter}] ${reason}`)
  const lines = [...groups].map(([reason, group]) => `${reason}: ${namesOf(group.map(({ node }) => node))}`)
  const shown = lines.slice(0, mostReasons)
  const more = lines.length > shown.length ? [`and ${lines.length - shown.length} more reasons`] : []
  const first = 'Unable to find a node that satisfies the following conditions'
  return refuse('Conflict', [first, ...shown, ...more].join('\n'), exclusions)
}
