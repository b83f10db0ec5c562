import { spawn } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './processes.js'
import type { Registry } from './registry.js'
import { temporaryFolder } from './swarmd.js'

/** How a program ended. */
export interface ClientResult {
  /** The command, for messages. */
  readonly line: string
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A `swarmd` that listens, however it was started. */
export interface Listening {
  readonly address: string
  /** Ends it and whatever it was started through. */
  stop(): Promise<void>
}

/**
 * A person with a home of their own, `npm` and `pnpm`, and nothing of this machine's configuration or of this
 * repository. `program` is looked up on their own `PATH`.
 */
export interface Client {
  readonly home: string
  run(program: string, args: readonly string[], folder: string): Promise<ClientResult>
  /** Runs a line of words without quotes, and rejects with all that it said when it does not end with 0. */
  say(line: string, folder: string): Promise<ClientResult>
  /** Starts what is to serve on the last of `args`, and resolves when it does. */
  start(program: string, args: readonly string[], folder: string): Promise<Listening>
  /** Makes a folder in the home, with files: texts, or values for JSON. */
  folder(name: string, files?: Readonly<Record<string, unknown>>): Promise<string>
  remove(): Promise<void>
}

/** A person who uses a registry; without one, whatever asks a registry fails. */
export async function newClient(registry?: Pick<Registry, 'url' | 'token'>): Promise<Client> {
  const { path: home, ...folder } = await temporaryFolder()
  for (const name of ['bin', 'global', 'pnpm', 'tarballs']) await mkdir(join(home, name))
  await writeFile(join(home, '.npmrc'), npmrc(home, registry))
  await symlink(fileURLToPath(new URL('../../node_modules/pnpm/bin/pnpm.cjs', import.meta.url)), join(home, 'bin/pnpm'))
  const env = environment(home)
  const execute: Client['run'] = async (program, args, folder) => {
    const { code, stdout, stderr } = await run(program, args, { env, cwd: folder, limit: 120_000 })
    return { line: [program, ...args].join(' '), code, stdout: stdout.toString(), stderr: stderr.toString() }
  }
  return {
    home,
    remove: () => folder.remove(),
    run: execute,
    say: (line, folder) => {
      const [program = '', ...args] = line.split(' ')
      return succeed(execute(program, args, folder))
    },
    start: (program, args, folder) => start(program, args, folder, env),
    folder: (name, files = {}) => makeFolder(join(home, name), files),
  }
}

/** What a command printed. Rejects with all that it said when it did not end with 0. */
export async function succeed(running: Promise<ClientResult>): Promise<ClientResult> {
  const result = await running
  if (result.code === 0) return result
  throw new Error(`${result.line}: exit code ${result.code}\n${result.stdout}\n${result.stderr}`)
}

function npmrc(home: string, registry: Pick<Registry, 'url' | 'token'> | undefined): string {
  const { url, token } = registry ?? { url: 'http://127.0.0.1:9/', token: 'none' }
  return [
    `registry=${url}`,
    `${url.replace('http:', '')}:_authToken=${token}`,
    `prefix=${join(home, 'global')}`,
    'audit=false',
    'fund=false',
    'update-notifier=false',
    'fetch-retries=0',
    '',
  ].join('\n')
}

function environment(home: string): Readonly<Record<string, string>> {
  const machine = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  const own = [join(home, 'bin'), join(home, 'pnpm'), dirname(process.execPath)]
  return {
    PATH: [...own, ...machine].join(delimiter),
    HOME: home,
    PNPM_HOME: join(home, 'pnpm'),
    npm_config_globalconfig: join(home, 'no-global-npmrc'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    NX_DAEMON: 'false',
    LANG: 'C',
  }
}

async function makeFolder(folder: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, undefined, 2))
  }
  return folder
}

function start(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Listening> {
  // A process group: npx passes no signal on to what it started.
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL')
    await ended
  }
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const [, address] = /listening on (\S+)\n/.exec(said) ?? []
      if (address !== undefined) resolve({ address, stop })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', reject)
    void ended.then(() => reject(new Error(`${[program, ...args].join(' ')} ended: ${said}`)))
  })
}
