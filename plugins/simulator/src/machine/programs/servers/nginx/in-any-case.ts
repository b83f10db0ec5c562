const swapped = (text: string): string =>
  text.replace(/[a-z]/gi, (char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()))

/** A pattern that takes letters for the other case, too. */
export const inAnyCase = (pattern: string): string =>
  pattern.replace(/\\[^]|\[(\^?)([^\]]*)\]|[a-z]/gi, (found, not: string | undefined, set: string | undefined) => {
    if (found.startsWith('\\')) return found
    return set === undefined ? `[${found}${swapped(found)}]` : `[${not}${set}${swapped(set.replace(/\\[^]/g, ''))}]`
  })
