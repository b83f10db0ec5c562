import { unsafeOptions } from './environment.js'
import { complain, print } from './output.js'

/** The entry of `swarmd`. Resolves to the exit code. What answers without the rest does not load the rest. */
export async function main(words: readonly string[]): Promise<number> {
  // A reader that has gone ends neither a listing nor a daemon.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const unsafe = unsafeOptions(process.env['NODE_OPTIONS'] ?? '', process.execArgv)
  // The doctor says it with all the rest.
  if (unsafe !== undefined && words.slice(0, 2).join(' ') !== 'plugins doctor') {
    complain(unsafe)
    return 1
  }
  if (words.length === 1 && words[0] === '--version') {
    const { version } = await import('./version.js')
    print(await version())
    return 0
  }
  const { run } = await import('./run.js')
  return run(words)
}
