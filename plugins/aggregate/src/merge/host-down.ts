import type { Filters } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { hasLabel } from '../labels.js'
import { namesOf, type Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import { newBudget, regexMatcher, type Budget } from '../scheduling/expressions/regular-expression.js'
import type { Filtered } from './node-filter.js'

/** What is listed of a node that is down. */
export interface HostDown {
  readonly node: Node
  readonly value: readonly Summary[]
}

type Fits = (summary: Summary) => boolean
type Filter = (wanted: string, budget: Budget, fail: Fail) => Fits

/** The filters that what is known of a container is enough for, as moby has them (`daemon/list.go`). */
const filters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  [
    'id',
    (wanted) =>
      ({ Id = '' }) =>
        Id.startsWith(wanted),
  ],
  ['name', byName],
  [
    'status',
    (wanted) =>
      ({ State = '' }) =>
        State === wanted,
  ],
  [
    'label',
    (wanted) =>
      ({ Labels }) =>
        hasLabel(Labels ?? {}, wanted),
  ],
  ['network', byNetwork],
  ['volume', byVolume],
])

/**
 * The containers of nodes that are down as they were last seen, with the status that Docker Swarm classic gave them:
 * `Host Down`. None where a filter asks for more than is known.
 *
 * @param asked which nodes are meant, and by which filters
 */
export function hostDown({ down, on }: Pick<Filtered, 'down' | 'on'>, fail: Fail): readonly HostDown[] {
  const budget = newBudget()
  return down.flatMap((node) => {
    const fits = fitsOf(on(node), budget, fail)
    if (fits === undefined) return []
    const known = [...node.view.containers.all()].filter(fits)
    return [{ node, value: known.map((summary) => ({ ...summary, Status: 'Host Down' })) }]
  })
}

/** What fits all filters; undefined where that is not to be told. */
function fitsOf(asked: Filters, budget: Budget, fail: Fail): Fits | undefined {
  const all: Fits[] = []
  for (const [key, wanted] of Object.entries(asked)) {
    const filter = filters.get(key)
    if (filter === undefined) return undefined
    const each = wanted.map((one) => filter(one, budget, fail))
    if (key === 'label') all.push(...each)
    else if (each.length > 0) all.push((summary) => each.some((fits) => fits(summary)))
  }
  return (summary) => all.every((fits) => fits(summary))
}

/** By a regular expression, of the name with its `/` and without. One that is none fits nothing, as in moby. */
function byName(wanted: string, budget: Budget, fail: Fail): Fits {
  try {
    const matches = regexMatcher(wanted, wanted, budget, fail)
    return (summary) => namesOf(summary).some((name) => matches(name) || matches(`/${name}`))
  } catch {
    return () => false
  }
}

function byNetwork(wanted: string): Fits {
  return ({ NetworkSettings }) =>
    Object.entries(NetworkSettings?.Networks ?? {}).some(
      ([name, { NetworkID = '' }]) => name === wanted || (wanted !== '' && NetworkID.startsWith(wanted)),
    )
}

function byVolume(wanted: string): Fits {
  return ({ Mounts }) => (Mounts ?? []).some(({ Name, Destination }) => Name === wanted || Destination === wanted)
}
