import { columns, escapeControls } from '../output.js'
import { nameOf, type Drained, type PoolNode } from './pool-nodes.js'

const head = ['NAME', 'STATUS', 'AVAILABILITY', 'ENGINE', 'CONTAINERS', 'CPUS', 'MEMORY', 'LABELS', 'ADDRESS']

/** A line for each node; with the reason where one is not ready. */
export function showNodes(nodes: readonly PoolNode[]): string {
  const reasons = nodes.some(({ Status }) => (Status?.Message ?? '') !== '')
  const rows = nodes.map((node) => [...cellsOf(node), ...(reasons ? [node.Status?.Message ?? ''] : [])])
  return columns(
    [[...head, ...(reasons ? ['REASON'] : [])], ...rows].map((row) => row.map((cell) => escapeControls(cell))),
  )
}

/** One node as a sheet. */
export function showNode(node: PoolNode): string {
  const rows = head.map((name, at) => [name.toLowerCase(), cellsOf(node)[at] ?? ''])
  const { ID = '-', Status } = node
  const reason = Status?.Message ?? ''
  const all = [...rows, ['id', ID], ...(reason === '' ? [] : [['reason', reason]])]
  return columns(all.map((row) => row.map((cell) => escapeControls(cell))))
}

/** What a drain has done, in lines. */
export function showDrained({ Moved = [], Stayed = [], Moving = [] }: Drained): string {
  const lines = [
    ...Moved.map(({ Name, Node }) => escapeControls(`${Name} was moved to ${Node}`)),
    ...Stayed.map(({ Name, Reason }) => `${escapeControls(Name)} stays: ${indented(Reason)}`),
    ...Moving.map((name) => escapeControls(`${name} is still to be moved`)),
  ]
  return lines.join('\n')
}

/** A text of several lines, below each other. */
const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => escapeControls(line))
    .join('\n  ')

function cellsOf(node: PoolNode): readonly string[] {
  const { Spec, Status, Description, Containers } = node
  const { NanoCPUs = 0, MemoryBytes = 0 } = Description?.Resources ?? {}
  return [
    nameOf(node),
    Status?.State ?? 'unknown',
    Spec?.Availability ?? 'active',
    Description?.Engine?.EngineVersion || '-',
    Containers === undefined ? '-' : String(Containers),
    String(NanoCPUs / 1e9),
    memoryOf(MemoryBytes),
    labelsOf(Spec?.Labels ?? {}),
    Status?.Addr || '-',
  ]
}

const memoryOf = (bytes: number): string => `${Math.round((bytes / 1024 ** 3) * 10) / 10} GiB`

/** All but the one that is the name. */
function labelsOf(labels: Readonly<Record<string, string>>): string {
  const shown = Object.entries(labels).filter(([key]) => key !== 'node')
  return shown.length === 0 ? '-' : shown.map(([key, value]) => `${key}=${value}`).join(',')
}
