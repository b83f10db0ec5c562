import { ranksOf } from './rank.js'
import type { Strategy } from './strategy.js'

/**
 * The node that would be least full comes first; among equals the one that would have the fewest containers an engine, then
 * one that has the image, then any.
 */
export const spread: Strategy = (nodes, request, seed) =>
  ranksOf(nodes, request, seed)
    .sort(
      (one, other) =>
        one.weight - other.weight ||
        one.containers - other.containers ||
        one.pull - other.pull ||
        one.draw - other.draw,
    )
    .map(({ node }) => node)
