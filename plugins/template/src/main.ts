import { readArguments, type Wanted } from './arguments.js'
import { askNames, isAttended } from './ask.js'
import { contentsOf } from './contents.js'
import { readNames, type Names } from './names.js'
import { nextCommands } from './next-commands.js'
import { isAnsweredForNpm, packageManager, refuseKept } from './npm.js'
import { Refusal } from './refusal.js'
import { scaffold } from './scaffold.js'
import { help, usage } from './usage.js'
import { readVersions } from './versions.js'

/** The entry of `create-libswarm-backend`. Makes a backend's package and resolves to the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    console.log(await answer(words))
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    console.error(thrown.message)
    return thrown.exitCode
  }
}

async function answer(words: readonly string[]): Promise<string> {
  refuseKept(process.env)
  const asked = readArguments(words)
  if (asked.kind === 'help') return help
  if (asked.kind === 'version') return (await readVersions()).own
  return make(asked)
}

async function make(wanted: Wanted): Promise<string> {
  const names = await namesOf(wanted)
  const { folder = names.folder } = wanted
  const versions = await readVersions()
  await scaffold(folder, await contentsOf(names, wanted.language, versions))
  const commands = nextCommands(folder, packageManager(process.env))
  return [
    `Made ${names.package} in ${folder} (create-libswarm-backend ${versions.own}). Next:`,
    '',
    ...commands.map((command) => `  ${command}`),
    '',
    'Then `docker -H tcp://localhost:4242 ps` shows what the new backend answers.',
  ].join('\n')
}

async function namesOf({ name, yes }: Wanted): Promise<Names> {
  if (name !== undefined) return readNames(name)
  const terminal = { input: process.stdin, output: process.stdout }
  if (yes || isAnsweredForNpm(process.env) || !isAttended(terminal))
    throw new Refusal(2, `a name is missing (${usage})`)
  return askNames(terminal)
}
