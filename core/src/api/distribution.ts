import type { DistributionInspect } from './models/distribution.js'
import { json, type Rows } from './row.js'

/** The operations on what registries hold. */
export const distribution = {
  DistributionInspect: {
    method: 'GET',
    path: '/distribution/{name}/json',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.30',
    pace: 'finite',
  },
} as const satisfies Rows

/** What the operations on what registries hold take and answer. */
export interface DistributionPayloads {
  DistributionInspect: { body: undefined; answer: DistributionInspect }
}
