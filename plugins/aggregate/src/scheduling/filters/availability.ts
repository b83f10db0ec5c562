import type { Availability } from '../snapshot.js'
import type { Filter } from './filter.js'

const reasons: Readonly<Record<Availability, string | undefined>> = {
  active: undefined,
  pause: 'it is paused',
  drain: 'it is drained',
}

/** Nodes that are paused or drained take no new container. */
export const availability: Filter = {
  name: 'availability',
  against: () => (node) => reasons[node.availability],
}
