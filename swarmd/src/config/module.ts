import { pathToFileURL } from 'node:url'
import { describeError, isSwarmError } from 'libswarm-core'
import { fromData, kindOf } from './data.js'
import { configError, type ConfigNode, type Place } from './node.js'

const limit = 10_000

/** Runs a config that is JavaScript, or TypeScript where Node can read it, and takes its default export. */
export async function readModule(file: string, shown: string): Promise<ConfigNode> {
  const place: Place = { file: shown }
  if (file.endsWith('.ts') && !readsTypeScript()) {
    const better = 'from 22.18 on it can; write it as .js instead'
    throw configError(place, `it is TypeScript, which Node.js ${process.versions.node} cannot read: ${better}`)
  }
  const module = await within(limit, run(file, shown), () =>
    configError(place, `it has not finished within ${limit / 1000} s: what does it await?`),
  )
  const config = module.default
  if (config === undefined) throw configError(place, 'it has no default export: write "export default { … }"')
  if (typeof config === 'function')
    throw configError(place, 'its default export is a function: export the object itself')
  if (config instanceof Promise) throw configError(place, 'its default export is a promise: export what it resolves to')
  if (config === null || typeof config !== 'object') {
    throw configError(place, `its default export is ${config === null ? 'null' : kindOf(config)}: export an object`)
  }
  try {
    return fromData(config, place, 'the default export')
  } catch (thrown) {
    // A getter of the config may throw anything.
    throw isSwarmError(thrown) ? thrown : configError(place, sayThrown(thrown), 'Unavailable', thrown)
  }
}

/** Whether this Node.js takes types away from what it imports. */
function readsTypeScript(): boolean {
  return Boolean((process.features as { readonly typescript?: unknown }).typescript)
}

async function run(file: string, shown: string): Promise<Readonly<Record<string, unknown>>> {
  const { href } = pathToFileURL(file)
  try {
    return (await import(href)) as Readonly<Record<string, unknown>>
  } catch (thrown) {
    throw configError({ file: shown, ...lineIn(thrown, file, href) }, sayThrown(thrown), 'Unavailable', thrown)
  }
}

/** Without an end to what it awaits, Node would end the process with a code and no word. */
async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(late()), ms)))
  return Promise.race([work, end]).finally(() => clearTimeout(timer))
}

function sayThrown(thrown: unknown): string {
  const what = thrown instanceof SyntaxError ? 'a syntax error' : 'it throws'
  return `${what}: ${describeError(thrown)}`
}

/** The first line of a file that the stack of an error names. */
function lineIn(thrown: unknown, file: string, href: string): Partial<Place> {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const named = [href, file].flatMap((name) => stack.split(name).slice(1))
  const [, line, column] = named.map((rest) => /^:(\d+)(?::(\d+))?/.exec(rest)).find((found) => found !== null) ?? []
  if (line === undefined) return {}
  return { line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) }
}
