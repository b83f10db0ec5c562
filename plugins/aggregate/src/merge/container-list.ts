import type { Job, JobInit, ReplyInit } from 'libswarm-core'
import { findContainer } from '../names/containers.js'
import type { Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { gather, warningsOf, type Gathered } from './gather.js'
import { hostDown } from './host-down.js'
import { jsonBytesReply } from './json-reply.js'
import { filtered, without } from './node-filter.js'
import { withNode } from './ports.js'
import { arrayOf, rowsOf, summaryOf, textOf, type Row, type Text } from './rows.js'
import { keepsNames, nameCount, withNames, type NameCount } from './shown-names.js'

/** Answers `ContainerList` with the containers of all nodes, the newest first; with `all` those of nodes that are down, too. */
export async function listContainers(pool: Pool, job: Job<'ContainerList'>): Promise<ReplyInit> {
  const { all = false, filters = {}, limit = 0 } = job.query
  const bounds = await boundsOf(pool, filters)
  const { nodes, on } = filtered(pool, filters, ['name', 'network', 'volume'])
  const ask = async (node: Node) => {
    const query = { ...job.query, filters: on(node) }
    return rowsOf(await node.askBytes(bounds.ask(job.with({ query }))), pool.fail)
  }
  const gathered = await gather(pool, ask, nodes)
  const known =
    all || limit > 0 ? hostDown(pool, filters).map(({ node, value }) => ({ node, value: rows(pool, value) })) : []
  const parts = [...gathered.parts, ...known]
  const merged = merge(parts, bounds.fits)
  const listed = limit > 0 ? merged.slice(0, limit) : merged
  const count = nameCount(pool, parts)
  return jsonBytesReply(arrayOf(listed.map((placed) => shownText(placed, count))), warningsOf(gathered))
}

interface Bounds {
  /** The job for a node: one that does not have the container of `before` or `since` cannot be asked for it. */
  readonly ask: (job: Job<'ContainerList'>) => JobInit<'ContainerList'>
  readonly fits: (row: Row) => boolean
}

/** A container, and the node that has listed it. */
interface Placed {
  readonly node: Node
  readonly row: Row
}

/** The containers of `before` and `since`, each of which one node has. */
async function boundsOf(pool: Pool, { before, since }: Readonly<Record<string, readonly string[]>>): Promise<Bounds> {
  if (before === undefined && since === undefined) return { ask: (job) => job, fits: () => true }
  const [last, first] = await Promise.all([before, since].map((names) => createdOf(pool, names?.[0])))
  return {
    ask: (job) => {
      const filters = without(job.query.filters ?? {}, ['before', 'since'])
      // The newest of the others may not fit.
      return job.with({ query: { ...job.query, filters, all: true, limit: 0 } })
    },
    fits: ({ Created }) => (last === undefined || Created < last) && (first === undefined || Created > first),
  }
}

async function createdOf(pool: Pool, name: string | undefined): Promise<number | undefined> {
  if (name === undefined) return undefined
  const { node, id } = await findContainer(pool, name)
  await node.view.settled()
  return node.view.containers.get(id)?.Created
}

/** What is known of containers, in the form of a list that an engine answers. */
const rows = (pool: Pool, known: readonly Summary[]): readonly Row[] =>
  rowsOf(Buffer.from(JSON.stringify(known)), pool.fail)

/** One list of many: by the moment of creation, and of one node in its own order. */
function merge(parts: Gathered<readonly Row[]>['parts'], fits: Bounds['fits']): Placed[] {
  return parts
    .flatMap(({ node, value }) => value.filter(fits).map((row) => ({ node, row })))
    .sort((left, right) => right.row.Created - left.row.Created)
}

/** The text of a container in the list of all: that of its node, unless its names or its ports are others in the pool. */
function shownText({ node, row }: Placed, count: NameCount): Text {
  const keepsPorts = !row.hasPorts || node.address === undefined
  if (keepsPorts && keepsNames(row, count)) return row
  return textOf(withNode(withNames(summaryOf(row), node, count), node))
}
