import type { CommandModule, Options, PositionalOptions } from 'yargs'
import { usageOf, type OptionSpec } from 'libswarm-core'
import { lineOf, type Command } from './command.js'

/** The help of a command, or of all of them, as yargs prints it. Loads yargs, which nothing else needs. */
export async function helpText(commands: readonly Command[], chosen: Command | undefined): Promise<string> {
  const { default: yargs } = await import('yargs')
  const shown = chosen ?? commands.find(({ words }) => words.length === 0)
  const program = yargs([]).scriptName('swarmd').locale('en').wrap(100).version(false).help(false)
  program.option('help', { type: 'boolean', describe: 'Show this help' })
  if (shown === undefined || shown.words.length === 0) {
    program.option('version', { type: 'boolean', describe: 'Show the version' })
    for (const command of commands) if (command.words.length > 0) program.command(toModule(command))
  }
  if (shown !== undefined) {
    program.usage(`${usageOf(shown.options, lineOf(shown))}\n\n${shown.describe}.`)
    for (const [name, option] of Object.entries(shown.options)) {
      if (option.order === undefined) program.option(name, toYargs(option))
      else program.positional(name, toYargs(option) as PositionalOptions)
    }
    program.epilogue(['Examples:', ...shown.examples.map(([line, what]) => `  # ${what}\n  ${line}`)].join('\n'))
  }
  return program.getHelp()
}

function toModule(command: Command): CommandModule {
  return { command: command.words.join(' '), describe: command.describe, handler: () => undefined }
}

function toYargs({ type, array, choices, default: value, describe }: OptionSpec): Options {
  const shown = type === 'backend' ? 'string' : type
  const known = {
    type: shown,
    describe,
    ...(array === true ? { array } : {}),
    ...(choices === undefined ? {} : { choices }),
  }
  return value === undefined ? known : { ...known, default: value }
}
