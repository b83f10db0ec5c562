import { parseArgs } from 'node:util'
import type { LanguageName } from './languages.js'
import { Refusal } from './refusal.js'
import { usage } from './usage.js'

/** What a command line was found to ask for. */
export type Asked = { readonly kind: 'help' } | { readonly kind: 'version' } | Wanted

/** A package to make. */
export interface Wanted {
  readonly kind: 'make'
  /** The backend's name as it was written; undefined where it is still to be asked for. */
  readonly name: string | undefined
  /** The folder to make it in, where one was named. */
  readonly folder: string | undefined
  readonly language: LanguageName
  /** Nothing is to be asked for. */
  readonly yes: boolean
}

const options = {
  dir: { type: 'string' },
  js: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  version: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads the words of the command line. Throws a `Refusal` with the usage when they are wrong. */
export function readArguments(words: readonly string[]): Asked {
  const { values, positionals } = parse(words)
  const { dir: folder, js = false, yes = false } = values
  const [name] = positionals
  if (values.help === true) return { kind: 'help' }
  if (values.version === true) return { kind: 'version' }
  if (positionals.length > 1) throw new Refusal(2, `one name, not ${positionals.length} (${usage})`)
  if (folder === '') throw new Refusal(2, `--dir needs a folder (${usage})`)
  return { kind: 'make', name, folder, language: js ? 'javascript' : 'typescript', yes }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true })
  } catch (cause) {
    // Node's sentence goes on with advice on `--` that does not hold behind npm's own.
    const [sentence] = (cause as Error).message.split(/\.\s/, 1)
    throw new Refusal(2, `${sentence} (${usage})`, cause)
  }
}
