import { parseArgs } from 'node:util'
import { Refusal } from './refusal.js'

/** What was asked for. */
export interface Wanted {
  readonly name: string
  /** The folder to make it in, where one was named. */
  readonly folder: string | undefined
  /** Only the usage is wanted. */
  readonly help: boolean
}

/** How it is called. What follows `--` is ours, not npm's. */
export const usage = 'usage: npm init libswarm-backend <name> [-- --dir <folder>]'

/** Reads the words of the command line. Throws a `Refusal` with the usage when they are wrong. */
export function readArguments(words: readonly string[]): Wanted {
  const { values, positionals } = parse(words)
  const { dir: folder, help = false } = values
  const [name, ...more] = positionals
  if (help) return { name: '', folder, help }
  if (name === undefined) throw new Refusal(2, usage)
  if (more.length > 0) throw new Refusal(2, `one name, not ${positionals.length} (${usage})`)
  if (folder === '') throw new Refusal(2, `--dir needs a folder (${usage})`)
  return { name, folder, help }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: { dir: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    })
  } catch (cause) {
    // Node's sentence goes on with advice on `--` that does not hold behind npm's own.
    const [sentence] = (cause as Error).message.split(/\.\s/, 1)
    throw new Refusal(2, `${sentence} (${usage})`, cause)
  }
}
