import type { ShownName } from './name.js'

/** Names in columns, down or across, all of the same width, as busybox lays them out. */
export function evenColumns(names: readonly ShownName[], width: number, across: boolean): string[] {
  const wide = Math.max(0, ...names.map(({ width }) => width)) + 2
  const columns = Math.max(1, Math.floor(width / wide))
  const rows = Math.ceil(names.length / columns)
  return rowsOf(names, rows, columns, across).map((row) =>
    row.map(({ text, width }, at) => (at === row.length - 1 ? text : text + ' '.repeat(wide - width))).join(''),
  )
}

function rowsOf(names: readonly ShownName[], rows: number, columns: number, across: boolean): ShownName[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => names[across ? row * columns + column : column * rows + row]).filter(
      (name) => name !== undefined,
    ),
  )
}

const narrowest = 3
const tab = 8

/** Names in columns of their own widths, as many as there is room for, as GNU's `ls` lays them out: with tabs. */
export function fittedColumns(names: readonly ShownName[], width: number, across: boolean): string[] {
  const most = Math.max(1, Math.min(names.length, Math.floor(width / narrowest)))
  for (let columns = most; ; columns--) {
    const rows = Math.ceil(names.length / columns)
    const table = rowsOf(names, rows, columns, across)
    const widths = widthsOf(names, rows, columns, across)
    const total = widths.reduce((sum, width) => sum + width, 0)
    if (columns <= 1 || total < width) return table.map((row) => lineOf(row, widths))
  }
}

function widthsOf(names: readonly ShownName[], rows: number, columns: number, across: boolean): number[] {
  const widths = new Array<number>(columns).fill(narrowest)
  names.forEach(({ width }, at) => {
    const column = across ? at % columns : Math.floor(at / rows)
    widths[column] = Math.max(widths[column]!, width + (column === columns - 1 ? 0 : 2))
  })
  return widths
}

function lineOf(row: readonly ShownName[], widths: readonly number[]): string {
  let line = ''
  let start = 0
  row.forEach(({ text, width }, at) => {
    line += text
    if (at < row.length - 1) line += indent(start + width, start + widths[at]!)
    start += widths[at]!
  })
  return line
}

function indent(from: number, to: number): string {
  let text = ''
  let at = from
  while (at < to) {
    if (Math.floor(to / tab) > Math.floor((at + 1) / tab)) {
      text += '\t'
      at += tab - (at % tab)
    } else {
      text += ' '
      at++
    }
  }
  return text
}

/** Names with commas between them, in lines of a width. */
export function commaLines(names: readonly ShownName[], width: number): string[] {
  const lines: string[] = []
  let line = ''
  let at = 0
  names.forEach(({ text, width: wide }, index) => {
    if (line !== '' && at + wide + 2 >= width) {
      lines.push(`${line},`)
      line = ''
      at = 0
    } else if (index > 0) {
      line += ', '
      at += 2
    }
    line += text
    at += wide
  })
  return line === '' ? lines : [...lines, line]
}
