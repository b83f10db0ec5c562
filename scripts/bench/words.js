/**
 * What a benchmark was asked for: a number of rounds, names of parts (none are all), `--small`, `--markdown`, `--write`.
 * Ends the process with a sentence for a word that is no name, and for a part that would be written over all.
 */
export function readWords(words, { rounds, names }) {
  const chosen = words.filter((word) => /^[a-z]+$/.test(word))
  const unknown = chosen.find((word) => !names.includes(word))
  if (unknown !== undefined) refuse(`${unknown} is none of ${names.join(', ')}`)
  const writes = words.includes('--write')
  if (writes && chosen.length > 0) {
    refuse(`--write is for a run of all parts: docs/benchmarks.md would lose those that are not ${chosen.join(', ')}`)
  }
  return {
    rounds: Number(words.find((word) => /^\d+$/.test(word)) ?? rounds),
    isSmall: words.includes('--small'),
    inMarkdown: words.includes('--markdown'),
    writes,
    /** Those parts whose names are given, or all. */
    chosenOf: (parts) => parts.filter(({ name }) => chosen.length === 0 || chosen.includes(name)),
  }
}

function refuse(sentence) {
  console.error(sentence)
  process.exit(2)
}
