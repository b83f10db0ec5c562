import { build, install, requireNode } from '../workspace.js'
import { readArguments, sayUsage } from './arguments.js'

/**
 * Reads the command line of a soak, and builds all that it needs. Resolves to what was read, and to a promise of the first
 * signal that is to end it early; the second one ends it at once. Ends by itself where it cannot begin.
 */
export async function prepare(kind) {
  const words = process.argv.slice(2)
  const given = readArguments(words, kind)
  if (given === undefined) sayUsage(words, kind)
  requireNode()
  if (process.platform !== 'linux') {
    console.error('A soak needs Linux: it reads the descriptors and the memory of its daemons in /proc.')
    process.exit(1)
  }
  await install()
  await build()
  return { given, interrupted: firstSignal() }
}

function firstSignal() {
  let interrupt
  const interrupted = new Promise((resolve) => (interrupt = resolve))
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      if (interrupt === undefined) process.exit(130)
      interrupt()
      interrupt = undefined
    })
  }
  return interrupted
}

/** The code that a soak ends with. */
export function codeOf(failed, why) {
  return failed > 0 ? 1 : why === 'over' ? 0 : 130
}
