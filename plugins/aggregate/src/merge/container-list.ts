import type { Filters, Job, JobInit, ReplyInit } from 'libswarm-core'
import { findContainer } from '../names/containers.js'
import { withOwnLabels } from '../nested/answers.js'
import type { Heard } from '../nodes/ask.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { createdHere, rowsByClock } from './created.js'
import { gather, warningsOf, type Gathered } from './gather.js'
import { hostDown } from './host-down.js'
import { jsonArrayReply } from './json-reply.js'
import { keptRows } from './kept-rows.js'
import { filtered, without, type Filtered } from './node-filter.js'
import { withNode } from './ports.js'
import { arrayOf, rowsOf, summaryOf, textOf, type Row, type Text } from './rows.js'
import { keepsNames, nameCount, withNames, type NameCount } from './shown-names.js'

/** Answers `ContainerList` with the containers of all nodes, the newest first; with `all` those of nodes that are down, too. */
export async function listContainers(pool: Pool, job: Job<'ContainerList'>): Promise<ReplyInit> {
  const { all = false, filters = {}, limit = 0 } = job.query
  const bounds = await boundsOf(pool, filters)
  const meant = filtered(pool, filters, ['name', 'network', 'volume'])
  const ask = async (node: Node, heard: Heard) => {
    const query = { ...job.query, filters: meant.on(node) }
    const kept = pool.cache ? await keptRows(node, job, query, heard) : undefined
    if (kept !== undefined) return rowsByClock(kept, node)
    const asked = job.with({ query })
    const own = rowsOf(await node.askBytes(bounds.ask(asked, node), heard), pool.fail)
    return rowsByClock(node.isPool ? own.map(rowOfPool) : own, node)
  }
  const gathered = await gather(pool, ask, meant)
  const known = all || limit > 0 ? downRows(pool, meant) : []
  const parts = [...gathered.parts, ...known]
  const merged = merge(parts, bounds.fits)
  const listed = limit > 0 ? merged.slice(0, limit) : merged
  const count = nameCount(pool, parts)
  return jsonArrayReply(arrayOf(listed.map((placed) => shownText(placed, count))), warningsOf(gathered))
}

/** A container on a node that is a pool itself, with the labels that this pool has given. */
function rowOfPool(row: Row): Row {
  const summary = summaryOf(row)
  const own = withOwnLabels(summary)
  return own === summary ? row : { ...row, ...textOf(own) }
}

/** What `before` and `since` mean to each node. */
interface Bounds {
  /** The job for a node: only one that has the container of a bound can be asked for it. */
  readonly ask: (job: Job<'ContainerList'>, node: Node) => JobInit<'ContainerList'>
  readonly fits: (placed: Placed) => boolean
}

/** The container of a bound: where it is in the list of all. */
interface Bound {
  readonly node: Node
  readonly id: string
  /** In seconds since 1970, by the clock of this machine. */
  readonly created: number
}

/** A container, and the node that has listed it. */
interface Placed {
  readonly node: Node
  readonly row: Row
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
    fits: (placed) =>
      (last === undefined || last.node === placed.node || orderOf(pool, last, placed) < 0) &&
      (first === undefined || first.node === placed.node || orderOf(pool, first, placed) > 0),
  }
}

async function boundOf(pool: Pool, name: string | undefined): Promise<Bound | undefined> {
  if (name === undefined) return undefined
  const { node, id } = await findContainer(pool, name)
  // One that does not answer tells nothing of it.
  if (node.state === 'healthy') await node.view.settled()
  const known = node.view.containers.get(id)
  if (known === undefined) throw pool.fail('Unavailable', `the node "${node.name}" does not tell when ${name} was made`)
  return { node, id, created: createdHere(known.Created ?? 0, node) }
}

/** Negative where the bound comes first in the list of all: the newest first, and of one moment in the order of the nodes. */
function orderOf(pool: Pool, bound: Bound, { row, node }: Placed): number {
  const nodes = pool.all()
  return row.Created - bound.created || nodes.indexOf(bound.node) - nodes.indexOf(node)
}

/** What is known of nodes that are down, in the form of lists that engines answer. `before` and `since` are looked at later. */
function downRows(pool: Pool, { down, on }: Filtered): Gathered<readonly Row[]>['parts'] {
  const known = hostDown({ down, on: (node) => without(on(node), ['before', 'since']) }, pool.fail)
  return known.map(({ node, value }) => ({
    node,
    value: rowsByClock(rowsOf(Buffer.from(JSON.stringify(value)), pool.fail), node),
  }))
}

/** One list of many: by the moment of creation, and of one node in its own order. */
function merge(parts: Gathered<readonly Row[]>['parts'], fits: Bounds['fits']): Placed[] {
  return parts
    .flatMap(({ node, value }) => value.map((row) => ({ node, row })))
    .filter(fits)
    .sort((left, right) => right.row.Created - left.row.Created)
}

/** The text of a container in the list of all: that of its node, unless its names or its ports are others in the pool. */
function shownText({ node, row }: Placed, count: NameCount): Text {
  const keepsPorts = !row.hasPorts || node.address === undefined
  if (keepsPorts && keepsNames(row, count)) return row
  return textOf(withNode(withNames(summaryOf(row), node, count), node))
}
