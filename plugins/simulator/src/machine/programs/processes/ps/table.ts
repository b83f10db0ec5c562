import type { ProcessInfo } from '../../../kernel/proc.js'
import type { Column } from './columns.js'
import type { ProcessView } from './process-view.js'

/** A table of processes: what is last in a line is as long as it is. `alignTitles` puts titles over their columns. */
export function tableOf(
  columns: readonly Column[],
  processes: readonly ProcessInfo[],
  view: ProcessView,
  { titles, alignTitles, width }: { readonly titles: boolean; readonly alignTitles: boolean; readonly width: number },
): string {
  const line = (cells: readonly string[], isTitle: boolean): string => {
    const text = cells
      .map((cell, at) => padded(cell, columns[at]!, at === columns.length - 1, isTitle && !alignTitles))
      .join(' ')
    return `${text.slice(0, width)}\n`
  }
  const rows = processes.map((process) =>
    line(
      columns.map(({ value }) => value(process, view)),
      false,
    ),
  )
  const head =
    titles && columns.some(({ title }) => title !== '')
      ? line(
          columns.map(({ title }) => title),
          true,
        )
      : ''
  return head + rows.join('')
}

function padded(cell: string, { width, align }: Column, isLast: boolean, toTheLeft: boolean): string {
  if (align === 'right' && !toTheLeft) return cell.padStart(width)
  if (isLast) return cell
  return cell.slice(0, width).padEnd(width)
}
