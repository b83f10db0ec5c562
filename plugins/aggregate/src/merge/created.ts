import type { Node } from '../nodes/node.js'
import { summaryOf, textOf, type Row } from './rows.js'

/** The moment of a creation by the clock of this machine, in seconds, of one that an engine tells by its own. */
export function createdHere(created: number, { clock }: Node): number {
  return clock.offset === 0 ? created : Math.round(created - clock.offset / 1000)
}

/** The rows of a node with the moments of their creation by the clock of this machine. */
export function rowsByClock(rows: readonly Row[], node: Node): readonly Row[] {
  if (node.clock.offset === 0) return rows
  return rows.map((row) => {
    if (row.Created === 0) return row
    const Created = createdHere(row.Created, node)
    return { ...row, ...textOf({ ...summaryOf(row), Created }), Created }
  })
}
