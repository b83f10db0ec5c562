import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'node:http'
import { importBusybox } from './busybox-image.js'
import { householdOf, isRunning } from './proc.js'
import { findProgram, until } from './processes.js'

/** A Docker Engine inside a test. */
export interface TestEngine {
  /** What a client is given as `DOCKER_HOST`. */
  readonly address: string
  readonly socketPath: string
  /** The process of dockerd itself. */
  readonly pid: number
  /** Kills dockerd as `kill -9` does. What it has started goes on until `close`. */
  kill(): Promise<void>
  /** Ends it and removes everything it made. */
  close(): Promise<void>
}

const needed = ['dockerd', 'containerd', 'unshare', 'tar', 'busybox']

/** Why no engine can be started here; undefined when one can. */
export function engineMissing(): string | undefined {
  if (process.platform !== 'linux') return 'a Docker Engine needs Linux'
  if (process.getuid?.() !== 0) return 'a Docker Engine can be started by root only'
  const missing = needed.filter((program) => findProgram(program) === undefined)
  if (missing.length > 0) return `${missing.join(', ')} not installed`
  // In the image there is nothing but this one binary.
  return readFileSync(findProgram('busybox')!).includes('/ld-') ? 'busybox is not statically linked' : undefined
}

/** How an engine is started. */
export interface EngineOptions {
  /** With the network `bridge`, without which containers have no addresses. */
  readonly bridge?: boolean
  /** Words that have it run in a network namespace that is there, instead of one of its own. */
  readonly inside?: readonly string[]
  /** Words besides those that every one is started with. */
  readonly words?: readonly string[]
  /** What is in its environment besides. */
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a dockerd of its own, in network and mount namespaces of its own, with the image `busybox:latest`. */
export async function startEngine(options: EngineOptions = {}): Promise<TestEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'))
  const socketPath = join(folder, 'docker.sock')
  // Not the machine's own configuration.
  await writeFile(join(folder, 'daemon.json'), '{}')
  const child = launch(folder, socketPath, options)
  // A test process that ends early takes its engine along.
  const kill = () => void child.kill('SIGTERM')
  process.once('exit', kill)
  let orphans: readonly number[] = []
  const close = async () => {
    if (child.signalCode === null) await stop(child)
    for (const pid of orphans) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
    process.removeListener('exit', kill)
    await until('the folder of the engine is removed', () => remove(folder))
  }
  try {
    await until(
      'dockerd answers',
      () => {
        if (child.exitCode !== null) throw new Error(`dockerd exited with ${child.exitCode}`)
        return answersPing(socketPath)
      },
      60_000,
    )
    await importBusybox(folder, socketPath)
  } catch (thrown) {
    const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '')
    await close()
    throw new Error(`no engine: ${(thrown as Error).message}\n${log.slice(-2000)}`, { cause: thrown })
  }
  const killed = async () => {
    orphans = (await householdOf(child.pid!)).filter((pid) => pid !== child.pid)
    child.kill('SIGKILL')
  }
  return { address: `unix://${socketPath}`, socketPath, pid: child.pid!, kill: killed, close }
}

/** The process is dockerd itself: unshare, what enters a namespace, and the shell become it. */
function launch(folder: string, socketPath: string, options: EngineOptions): ChildProcess {
  const { bridge = false, inside = [], words = [], env = {} } = options
  const flags = [
    ['--host', `unix://${socketPath}`],
    ['--data-root', join(folder, 'data')],
    ['--exec-root', join(folder, 'exec')],
    ['--pidfile', join(folder, 'pid')],
    ['--config-file', join(folder, 'daemon.json')],
    ['--storage-driver', 'vfs'],
    bridge ? [] : ['--bridge', 'none'],
    ['--iptables=false'],
    ['--ip6tables=false'],
    words,
  ].flat()
  const loopback = 'ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null; exec dockerd "$@"'
  const unshare = ['unshare', ...(inside.length === 0 ? ['--net'] : []), '--mount']
  const [program, ...args] = [...inside, ...unshare, 'sh', '-c', loopback, 'sh', ...flags] as [string, ...string[]]
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const log = createWriteStream(join(folder, 'log'))
  log.on('error', () => undefined)
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log)
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await until('dockerd has ended', () => child.exitCode !== null || child.signalCode !== null, 30_000).catch(
    async () => {
      child.kill('SIGKILL')
      await until('dockerd is killed', () => child.signalCode !== null)
    },
  )
}

// Its mounts are gone with its namespace, as soon as the last process in there is.
async function remove(folder: string): Promise<boolean> {
  try {
    await rm(folder, { recursive: true, force: true })
    return true
  } catch {
    return false
  }
}

/** Whether an engine answers on a Unix socket. */
export function answersPing(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({ socketPath, path: '/_ping' }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    sent.on('error', () => resolve(false))
    sent.end()
  })
}
