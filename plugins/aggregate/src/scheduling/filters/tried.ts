import type { Filter } from './filter.js'

/**
 * Nodes that have been asked already.
 *
 * @param reasons why they have not made the container, by the node's id
 */
export const tried = (reasons: ReadonlyMap<string, string>): Filter => ({
  name: 'create',
  against: () => (node) => reasons.get(node.id),
})
