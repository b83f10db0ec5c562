const word = /(?:[^\s'"\\]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*")+/y
const part = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^'"\\]+)/g

/**
 * Splits a line into words as a POSIX shell would: white space separates, quotes and backslashes keep it, and what
 * follows a `#` at the beginning of a word is a comment.
 *
 * @throws an `Error` for a quote without an end
 */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = []
  let at = 0
  for (;;) {
    while (/\s/.test(line[at] ?? '')) at++
    if (at >= line.length || line[at] === '#') return words
    word.lastIndex = at
    const [found] = word.exec(line) ?? []
    const end = at + (found?.length ?? 0)
    if (found === undefined || !/^\s?$/.test(line[end] ?? '')) {
      throw new Error(`a quote or a backslash has no end in ${JSON.stringify(line.slice(at))}`)
    }
    words.push(unquoted(found))
    at = end
  }
}

/** A word so that it stays one: as it is, or in single quotes. */
export function quotedWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function unquoted(found: string): string {
  return found.replace(part, (_, single?: string, double?: string, escaped?: string, bare?: string) => {
    return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare ?? ''
  })
}
