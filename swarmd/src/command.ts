import type { OptionTable, OptionValues } from 'libswarm-core'

/** One command of the CLI, as data: parsing, `--help` and the docs read the same table. */
export interface Command {
  /** The words that choose it; none for the one that serves. */
  readonly words: readonly string[]
  readonly describe: string
  readonly options: OptionTable
  readonly examples: readonly (readonly [command: string, describe: string])[]
  /** Resolves to the exit code. `given` are the names of the options that the command line has. */
  run(values: OptionValues, given: ReadonlySet<string>): Promise<number>
}

/** The command line that chooses a command, without its arguments. */
export function lineOf(command: Command): string {
  return ['swarmd', ...command.words].join(' ')
}
