import type { Job } from 'libswarm-core'
import type { Heard } from '../nodes/ask.js'
import type { KeptRow } from '../nodes/kept-list.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { canPick, pick } from './pick.js'
import { rowsOf, summaryOf, type Row } from './rows.js'

/**
 * What a node answers a list with, by the list that is kept of it; where none is, all are asked for, and kept. Undefined
 * where the node has to be asked for this very list: its query asks for more than is kept, its events do not arrive, or
 * something has just happened.
 */
export async function keptRows(
  pool: Pool,
  node: Node,
  job: Job<'ContainerList'>,
  heard: Heard,
): Promise<readonly Row[] | undefined> {
  if (!canPick(job.query) || !node.isFollowed || node.isPool) return undefined
  const { list } = node.view
  const rows = list.get(job.version) ?? (list.isQuiet ? await readAll(pool, node, job, heard) : undefined)
  return rows === undefined ? undefined : pick(rows, job.query)
}

async function readAll(
  pool: Pool,
  node: Node,
  job: Job<'ContainerList'>,
  heard: Heard,
): Promise<readonly KeptRow[] | undefined> {
  const keep = node.view.list.keeper()
  const bytes = await node.askBytes(job.with({ query: { all: true } }), heard)
  const rows = rowsOf(bytes, pool.fail).map((row) => keptRow(row, node))
  keep(job.version, rows)
  return rows
}

/** The labels are those of the node's view where it has the container: they stay as they are. */
function keptRow(row: Row, { view }: Node): KeptRow {
  const { Id = '', State = '', Status = '', Labels, Health } = summaryOf(row)
  const isUntold = Health !== undefined && Health.Status !== 'none'
  return { ...row, Id, State, Status, Labels: view.containers.get(Id)?.Labels ?? Labels ?? {}, isUntold }
}
