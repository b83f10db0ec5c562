import { parseArgs } from 'node:util'
import type { OptionTable } from 'libswarm-core'

/** The names of the options that words have, a positional one included. The words are ones that the table has read. */
export function givenOptions(table: OptionTable, words: readonly string[]): ReadonlySet<string> {
  const entries = Object.entries(table)
  const options = Object.fromEntries(
    entries.flatMap(([name, { type, order }]) =>
      order === undefined ? [[name, { type: type === 'boolean' ? ('boolean' as const) : ('string' as const) }]] : [],
    ),
  )
  const { tokens } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true })
  const positional = entries.filter(([, { order }]) => order !== undefined)
  return new Set([
    ...tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : [])),
    ...(tokens.some(({ kind }) => kind === 'positional') ? positional.slice(0, 1).map(([name]) => name) : []),
  ])
}
