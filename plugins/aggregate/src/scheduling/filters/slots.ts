import type { Filter } from './filter.js'

/** Nodes with the label `containerslots=N` have at most N containers, stopped ones among them. */
export const containerslots: Filter = {
  name: 'containerslots',
  against: () => (node) => {
    const text = node.labels.get('containerslots') ?? ''
    // What is no number is no limit, as in classic Swarm.
    if (!/^\d{1,9}$/.test(text) || node.containers.length < Number(text)) return undefined
    return `no container slot is left (containerslots=${text})`
  },
}
