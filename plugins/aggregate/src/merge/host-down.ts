import type { Filters } from 'libswarm-core'
import { namesOf, type Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/** What is listed of a node that is down. */
export interface HostDown {
  readonly node: Node
  readonly value: readonly Summary[]
}

type Fits = (summary: Summary, wanted: string) => boolean

/** The filters that what is known of a container is enough for. A name is a part of it here, not a regular expression. */
const fits: ReadonlyMap<string, Fits> = new Map<string, Fits>([
  ['id', ({ Id = '' }, wanted) => Id.startsWith(wanted)],
  ['name', (summary, wanted) => namesOf(summary).some((name) => name.includes(wanted.replace(/^\//, '')))],
  ['status', ({ State = '' }, wanted) => State === wanted],
  ['label', hasLabel],
])

/**
 * The containers of nodes that are down as they were last seen, with the status that Docker Swarm classic gave them:
 * `Host Down`. None where a filter asks for more than is known.
 */
export function hostDown(pool: Pool, filters: Filters): readonly HostDown[] {
  const { node: nodes, ...rest } = filters
  if (Object.keys(rest).some((key) => !fits.has(key))) return []
  const fit = (summary: Summary) =>
    Object.entries(rest).every(([key, wanted]) => {
      const test = (one: string) => fits.get(key)!(summary, one)
      return key === 'label' ? wanted.every(test) : wanted.length === 0 || wanted.some(test)
    })
  return pool
    .down()
    .filter(({ name, id }) => nodes === undefined || nodes.includes(name) || nodes.includes(id ?? ''))
    .map((node) => ({
      node,
      value: [...node.view.containers.all()].filter(fit).map((summary) => ({ ...summary, Status: 'Host Down' })),
    }))
}

/** Whether a container has a label `key`, or `key=value`. */
export function hasLabel({ Labels }: Pick<Summary, 'Labels'>, wanted: string): boolean {
  const at = wanted.indexOf('=')
  const key = at < 0 ? wanted : wanted.slice(0, at)
  const labels = Labels ?? {}
  return Object.hasOwn(labels, key) && (at < 0 || labels[key] === wanted.slice(at + 1))
}
