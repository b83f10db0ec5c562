import { drawOf } from './shuffle.js'
import type { Strategy } from './strategy.js'

/** Any node may come first, however full it is. */
export const random: Strategy = (nodes, _, seed) =>
  nodes
    .map((node) => ({ node, draw: drawOf(seed, node.id) }))
    .sort((one, other) => one.draw - other.draw)
    .map(({ node }) => node)
