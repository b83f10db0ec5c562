import type { Filters } from 'libswarm-core'
import {
  checkFilterNames,
  isTrue,
  isTruth,
  matchesExactly,
  matchesLabels,
  matchesPattern,
  valuesOf,
} from '../filters.js'
import type { State } from '../state.js'
import type { Network } from './network.js'
import { isPredefined } from './network.js'

type Fits = (network: Network, wanted: readonly string[], inUse: boolean) => boolean

// Moby's list (`daemon/network/filter.go`).
const filters: Readonly<Record<string, Fits>> = {
  dangling: ({ name }, [wanted = ''], inUse) => isTrue(wanted) === (!inUse && !isPredefined(name)),
  driver: ({ driver }, wanted) => matchesExactly(wanted, driver),
  id: ({ id }, wanted) => matchesPattern(wanted, id),
  label: ({ labels }, wanted) => matchesLabels(wanted, labels),
  name: ({ name }, wanted) => matchesPattern(wanted, name),
  scope: (_, wanted) => matchesExactly(wanted, 'local'),
  type: ({ name }, wanted) => wanted.includes(isPredefined(name) ? 'builtin' : 'custom'),
}

/** Throws `InvalidParameter` for a filter that Docker does not have, or a value that cannot be. */
export function checkNetworkFilters(asked: Filters, refused: Pick<State, 'error' | 'settings'>): void {
  const refuse = (sentence: string): Error => refused.error('InvalidParameter', sentence)
  checkFilterNames(asked, Object.keys(filters), refused)
  const [dangling, ...more] = valuesOf(asked, 'dangling')
  if (more.length > 0) throw refuse('got more than one value for filter key "dangling"')
  if (dangling !== undefined && !isTruth(dangling)) {
    throw refuse('invalid value for filter \'dangling\', must be "true" (or "1"), or "false" (or "0")')
  }
  const odd = valuesOf(asked, 'type').find((type) => type !== 'builtin' && type !== 'custom')
  if (odd !== undefined) throw refuse(`invalid filter: 'type'='${odd}'`)
}

/** Whether a network fits all filters that have a value; `inUse` is whether a running container is on it. */
export function fitsNetwork(network: Network, asked: Filters, inUse: boolean): boolean {
  return Object.entries(filters).every(([key, fits]) => {
    const wanted = valuesOf(asked, key)
    return wanted.length === 0 || fits(network, wanted, inUse)
  })
}
