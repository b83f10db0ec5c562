import type { Filters, Job, JobInit, ReplyInit } from 'libswarm-core'
import { findContainer } from '../names/containers.js'
import { NameOwners } from '../names/owners.js'
import type { Heard } from '../nodes/ask.js'
import { namesOf, type Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { gather, warningsOf, type Gathered } from './gather.js'
import { jsonReply } from './json-reply.js'
import { filtered, without } from './node-filter.js'
import { withNode } from './ports.js'

/** Answers `ContainerList` with the containers of all nodes, the newest first. */
export async function listContainers(pool: Pool, job: Job<'ContainerList'>): Promise<ReplyInit> {
  const { filters = {}, limit = 0 } = job.query
  const bounds = await boundsOf(pool, filters)
  const { nodes, on } = filtered(pool, filters, ['name', 'network', 'volume'])
  const ask = (node: Node, heard: Heard) =>
    node.ask(bounds.ask(job.with({ query: { ...job.query, filters: on(node) } }), node), heard)
  const gathered = await gather(pool, ask, nodes)
  const merged = merge(pool, gathered, bounds.fits)
  const listed = limit > 0 ? merged.slice(0, limit) : merged
  return jsonReply(listed, warningsOf(gathered))
}

/** What `before` and `since` mean to each node. */
interface Bounds {
  /** The job for a node: only one that has the container of a bound can be asked for it. */
  readonly ask: (job: Job<'ContainerList'>, node: Node) => JobInit<'ContainerList'>
  readonly fits: (summary: Summary, node: Node) => boolean
}

/** The container of a bound: where it is in the list of all. */
interface Bound {
  readonly node: Node
  readonly id: string
  /** In seconds since 1970. */
  readonly created: number
}

/** The containers of `before` and `since`, each of which one node has. */
async function boundsOf(pool: Pool, { before, since }: Filters): Promise<Bounds> {
  if (before === undefined && since === undefined) return { ask: (job) => job, fits: () => true }
  const [last, first] = await Promise.all([before, since].map((names) => boundOf(pool, names?.[0])))
  return {
    ask: (job, node) => {
      const { filters = {}, all = false, limit = 0 } = job.query
      const own = {
        ...(last?.node === node && { before: [last.id] }),
        ...(first?.node === node && { since: [first.id] }),
      }
      // The newest of the others may not fit. A limit is one of all containers, those that do not run as well.
      const whole = { all: all || limit > 0, limit: 0 }
      return job.with({
        query: { ...job.query, ...whole, filters: { ...without(filters, ['before', 'since']), ...own } },
      })
    },
    fits: (summary, node) =>
      (last === undefined || last.node === node || orderOf(pool, last, { summary, node }) < 0) &&
      (first === undefined || first.node === node || orderOf(pool, first, { summary, node }) > 0),
  }
}

async function boundOf(pool: Pool, name: string | undefined): Promise<Bound | undefined> {
  if (name === undefined) return undefined
  const { node, id } = await findContainer(pool, name)
  await node.view.settled()
  return { node, id, created: node.view.containers.get(id)?.Created ?? 0 }
}

/** Negative where the bound comes first in the list of all: the newest first, and of one moment in the order of the nodes. */
function orderOf(pool: Pool, bound: Bound, { summary, node }: { summary: Summary; node: Node }): number {
  const nodes = pool.all()
  return (summary.Created ?? 0) - bound.created || nodes.indexOf(bound.node) - nodes.indexOf(node)
}

/** One list of many: by the moment of creation, and of one node in its own order. */
function merge(pool: Pool, { parts }: Gathered<readonly Summary[]>, fits: Bounds['fits']): Summary[] {
  const shown = shownNames(pool, parts)
  const all = parts.flatMap(({ node, value }) =>
    value.filter((summary) => fits(summary, node)).map((summary) => withNode(shown(summary, node), node)),
  )
  return all.sort((left, right) => (right.Created ?? 0) - (left.Created ?? 0))
}

/** Gives a container of a node the names that it has in the pool. */
export function shownNames(
  pool: Pool,
  parts: Gathered<readonly Summary[]>['parts'],
): (summary: Summary, node: Node) => Summary {
  const count = counter(pool, parts)
  return (summary, node) => named(summary, node, count)
}

/** Tells how many nodes have a container of a name: as they are known, and as they have answered now. */
function counter({ owners }: Pool, parts: Gathered<readonly Summary[]>['parts']): (name: string) => number {
  const fresh = new NameOwners()
  for (const { node, value } of parts) {
    const names = value.flatMap(namesOf).filter((name) => node.view.containers.named(name) === undefined)
    for (const name of new Set(names)) fresh.add(name)
  }
  return (name) => owners.of(name) + fresh.of(name)
}

/** A container with its names as they are in the pool: `node/name` where another node has the name as well. */
function named(summary: Summary, node: Node, count: (name: string) => number): Summary {
  const own = namesOf(summary)
  if (own.every((name) => count(name) <= 1)) return summary
  const Names = own.map((name) => (count(name) <= 1 ? `/${name}` : `/${node.name}/${name}`))
  return { ...summary, Names }
}
