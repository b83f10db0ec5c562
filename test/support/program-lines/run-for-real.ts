import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { RecordedLine } from './recorded-line.js'
import { preparedAt, preparedFiles } from './files.js'
import { withoutUsage } from './without-usage.js'

/** Whose programs a line is run with. */
export type Flavor = 'busybox' | 'gnu'

/** A folder with busybox's programs by their names. */
export async function makeBusyboxFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'busybox-'))
  const names = execFileSync('busybox', ['--list'], { encoding: 'utf8' }).trim().split('\n')
  const program = execFileSync('which', ['busybox'], { encoding: 'utf8' }).trim()
  await Promise.all(names.map((name) => symlink(program, join(folder, name))))
  return folder
}

/** Has the shell run the programs of a name that it has a builtin of. */
const asPrograms = (folder: string): string =>
  ['echo', 'printf'].map((name) => `${name}() { ${folder}/${name} "$@"; }`).join('\n')

/** Runs a line with the programs of this machine, in a folder of its own. */
export async function runForReal(line: string, flavor: Flavor, busyboxFolder: string): Promise<RecordedLine> {
  const folder = await mkdtemp(join(tmpdir(), 'line-'))
  try {
    for (const [name, content] of Object.entries(preparedFiles)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), content, 'latin1')
    }
    await age(folder)
    const path = flavor === 'busybox' ? busyboxFolder : '/usr/bin:/bin'
    const shell =
      flavor === 'busybox'
        ? ['busybox', 'sh', '-c', `${asPrograms(busyboxFolder)}\n${line}`]
        : ['bash', '--norc', '-c', `enable -n echo printf\n${line}`]
    const outcome = await run(shell, { PATH: path, LC_ALL: 'C', TZ: 'UTC' }, folder)
    const placeless = (text: string): string => text.replaceAll(folder, '/work')
    const { stdout, stderr, code } = outcome
    return {
      line,
      stdout: placeless(stdout),
      stderr: withoutUsage(placeless(stderr)),
      code,
      files: await changesIn(folder),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Gives all that is in a folder the same time. */
async function age(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true })
  await Promise.all(names.map((name) => utimes(join(folder, name), preparedAt / 1000, preparedAt / 1000)))
}

function run(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Pick<RecordedLine, 'stdout' | 'stderr' | 'code'>> {
  return new Promise((resolve) => {
    const options = { cwd, env, encoding: 'latin1', timeout: 5000 } as const
    const child = execFile(`/usr/bin/${program}`, args, options, (error, stdout, stderr) => {
      const named = flavorless(stderr)
      resolve({ stdout, stderr: named, code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 137 })
    })
    child.stdin!.end()
  })
}

/** Without the shell's place in front of what it says itself. */
const flavorless = (stderr: string): string => stderr.replace(/^bash: line \d+: /gm, 'sh: ')

async function changesIn(folder: string): Promise<Record<string, string>> {
  const changed: Record<string, string> = {}
  const visit = async (within: string): Promise<void> => {
    const entries = await readdir(join(folder, within), { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = within + entry.name
      if (entry.isDirectory()) await visit(`${name}/`)
      else if (entry.isFIFO()) changed[name] = '|'
      else if (entry.isSymbolicLink()) changed[name] = `-> ${await readlink(join(folder, name))}`
      else {
        const content = await readFile(join(folder, name), 'latin1')
        if (preparedFiles[name] !== content) changed[name] = content
      }
    }
  }
  await visit('')
  return changed
}
