import { isSwarmError, sentencesOf } from 'libswarm-core'
import { readCommandLine } from './cli.js'
import type { Command } from './command.js'
import { config } from './commands/config.js'
import { nodes } from './commands/nodes.js'
import { operations } from './commands/operations.js'
import { pluginsDoctor } from './commands/plugins-doctor.js'
import { pluginsInspect } from './commands/plugins-inspect.js'
import { pluginsList } from './commands/plugins-list.js'
import { serve } from './commands/serve.js'
import { complain, print } from './output.js'
import { version } from './version.js'

/** Every command, in the order that `--help` shows. */
export const commands: readonly Command[] = [
  serve,
  config,
  operations,
  ...nodes,
  pluginsList,
  pluginsInspect,
  pluginsDoctor,
]

/** Runs a command line. Resolves to the exit code: 0, 1 for what could not be done, 2 for what was written wrong. */
export async function run(words: readonly string[]): Promise<number> {
  try {
    return await choose(words)
  } catch (thrown) {
    sentencesOf(thrown).forEach(complain)
    return isSwarmError(thrown) && thrown.kind === 'InvalidParameter' ? 2 : 1
  }
}

async function choose(words: readonly string[]): Promise<number> {
  const asked = readCommandLine(words, commands)
  if (asked.kind === 'version') {
    print(await version())
    return 0
  }
  if (asked.kind === 'help') {
    const { helpText } = await import('./help.js')
    print(await helpText(commands, asked.command))
    return 0
  }
  return asked.command.run(asked.values, asked.given)
}
