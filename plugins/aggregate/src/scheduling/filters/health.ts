import type { Filter } from './filter.js'

/** Nodes that do not answer take no container. */
export const health: Filter = {
  name: 'health',
  against: () => (node) => (node.healthy ? undefined : 'it does not answer'),
}
