/** The rows of the table behind a text of a page, each a list of cells; without its head. */
export function tableBehind(page: string, text: string): readonly (readonly string[])[] {
  const start = page.indexOf(text)
  if (start < 0) throw new Error(`the page has no ${JSON.stringify(text)}`)
  const [table = ''] = /^\|[^]*?(?=\n(?!\|))/m.exec(page.slice(start)) ?? []
  const rows = table.split('\n').map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  return rows.slice(2)
}

/** What the cells of a table's first column name: `` `register(operation, handler)` `` is `register`. */
export function namesIn(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map(([cell = '']) => /^`([\w.]+)/.exec(cell)?.[1] ?? cell)
}

/** The texts between backquotes and quotes in a cell: `` `'a'`, `'b'` `` are `a` and `b`. */
export function quotedIn(cell = ''): readonly string[] {
  return [...cell.matchAll(/'([^']+)'/g)].map(([, word]) => word!)
}
