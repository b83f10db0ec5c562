import { ranksOf } from './rank.js'
import type { Strategy } from './strategy.js'

/**
 * The node that would be most full comes first; among equals the one that would have the most containers an engine, then one
 * that has the image, then any.
 */
export const binpack: Strategy = (nodes, request, seed) =>
  ranksOf(nodes, request, seed)
    .sort(
      (one, other) =>
        other.weight - one.weight ||
        other.containers - one.containers ||
        one.pull - other.pull ||
        one.draw - other.draw,
    )
    .map(({ node }) => node)
