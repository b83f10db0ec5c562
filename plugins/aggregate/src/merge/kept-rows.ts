import type { Job } from 'libswarm-core'
import type { Heard } from '../nodes/ask.js'
import type { KeptRow } from '../nodes/kept-list.js'
import type { Node } from '../nodes/node.js'
import { isSteady } from '../nodes/steady.js'
import type { View } from '../nodes/view.js'
import { cutRows, type Cut } from './cut-rows.js'
import { nowhere, plainStringEnd } from './json-ends.js'
import { canPick, pick } from './pick.js'
import { summaryOf, type Row } from './rows.js'

/**
 * What a node answers a list with, by the list that is kept of it; where none is, all are asked for, and kept. Undefined
 * where the node has to be asked for this very list: its query asks for more than is kept, its events do not arrive,
 * something has just happened, or its list is none that can be kept.
 */
export async function keptRows(
  node: Node,
  job: Job<'ContainerList'>,
  query: Job<'ContainerList'>['query'],
  heard: Heard,
): Promise<readonly Row[] | undefined> {
  // What a pool answers is not always whole.
  if (!node.isFollowed || node.isPool || !canPick(query)) return undefined
  const { list, isSettled } = node.view
  const kept = list.get(job.version)
  if (kept !== undefined) return pick(kept, query)
  const rows = list.isQuiet && isSettled ? await readAll(node, job, heard) : undefined
  return rows && pick(rows, query)
}

/** Asks for all, and keeps them; undefined for a list that cannot be kept. */
async function readAll(node: Node, job: Job<'ContainerList'>, heard: Heard): Promise<readonly KeptRow[] | undefined> {
  const { view } = node
  const keep = view.list.keeper()
  const bytes = await node.askBytes(job.with({ query: { all: true } }), heard)
  const rows = cutRows(bytes)?.map((cut) => keptRow(bytes, cut, view))
  if (rows === undefined || !isWhole(rows)) {
    view.list.unsteady()
    return undefined
  }
  keep(job.version, rows)
  return rows
}

const isWhole = (rows: readonly (KeptRow | undefined)[]): rows is readonly KeptRow[] => !rows.includes(undefined)

/** A container of a list; undefined where its text may be another soon without an event, or is none that engines write. */
function keptRow(bytes: Buffer, cut: Cut, { containers }: View): KeptRow | undefined {
  const { start, end, created, names, hasPorts, idAt, stateAt, statusAt, healthAt } = cut
  const [id, State, status] = [idAt, stateAt, statusAt].map((at) => plainText(bytes, at))
  if (id === undefined || State === undefined || status === undefined) return undefined
  if (!isSteady(status) || mayFail(bytes, healthAt)) return undefined
  // Labels stay as they are: what the view has of it need not be held twice.
  const { Id = id, Labels } = containers.get(id) ?? summaryOf({ bytes, start, end })
  return { bytes, start, end, Created: created, Names: names, hasPorts, Id, State, Labels: Labels ?? {} }
}

/** Whether a health is told that is checked: how many checks have failed in a row no event says. */
function mayFail(bytes: Buffer, at: number): boolean {
  return at !== nowhere && !bytes.toString('latin1', at, at + none.length).startsWith(none)
}

const none = '{"Status":"none"'

function plainText(bytes: Buffer, at: number): string | undefined {
  const end = at === nowhere ? nowhere : plainStringEnd(bytes, at)
  return end === nowhere ? undefined : bytes.toString('latin1', at + 1, end - 1)
}
