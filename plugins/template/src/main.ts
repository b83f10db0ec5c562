import { access, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { readArguments, usage } from './arguments.js'
import { readNames } from './names.js'
import { Refusal } from './refusal.js'
import { scaffold } from './scaffold.js'

/** The entry of `create-libswarm-backend`. Makes a backend's package and resolves to the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    console.log(await create(words))
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    console.error(thrown.message)
    return thrown.exitCode
  }
}

async function create(words: readonly string[]): Promise<string> {
  const wanted = readArguments(words)
  if (wanted.help) return usage
  const names = readNames(wanted.name)
  const { folder = names.folder } = wanted
  await scaffold(folder, { name: names.backend, package: names.package, core: `^${await version()}` })
  const commands = [`cd ${quoted(folder)}`, 'npm test', `${await swarmd()} --backend . tcp://localhost:4242`]
  return [`Made ${names.package} in ${folder}. Next:`, '', ...commands.map((command) => `  ${command}`)].join('\n')
}

/** The version of this package, which is that of `libswarm-core` too: they are published together. */
async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

/** How `swarmd` is called: in a clone of libswarm by its file, elsewhere by its package. */
async function swarmd(): Promise<string> {
  const bin = fileURLToPath(new URL('../../../swarmd/bin/swarmd.js', import.meta.url))
  return access(bin).then(
    () => `node ${quoted(bin)}`,
    () => 'npx swarmd',
  )
}

/** A word as a POSIX shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
