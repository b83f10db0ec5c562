import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importBusybox } from '../busybox-image.js'
import { answersPing } from '../engine.js'
import { childrenOf } from '../proc.js'
import { run, until } from '../processes.js'
import type { Link } from './link.js'
import { startMachine, type Machine } from './machine.js'

/** A real Docker Engine on a machine of its own, with the image `busybox:latest` and the network `bridge`. */
export interface PooledEngine {
  /** The host name of its machine, which is its `Name`. */
  readonly name: string
  /** Where it is for clients that come by the link. */
  readonly address: string
  /** The host of that address, at which published ports are, too. */
  readonly host: string
  /** The way past the link. */
  readonly socketPath: string
  readonly link: Link
  /** The process of dockerd itself; another one after each start. */
  pid(): number
  /** Kills dockerd as `kill -9` does. Its containers go on. */
  kill(): Promise<void>
  /** Starts it again, with what it had. */
  start(): Promise<void>
  /** Puts an empty one at its address, with an id of its own. */
  replace(): Promise<void>
  /** Stops dockerd where it is (SIGSTOP). The kernel goes on to take connections for it. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

/** How an engine of a pool is started. */
export interface PooledEngineOptions {
  readonly name: string
  /** Words of `dockerd` besides, such as `--label rack=a`. */
  readonly words?: readonly string[]
}

/** Starts one. Rejects with the end of its log. */
export async function startPooledEngine({ name, words = [] }: PooledEngineOptions): Promise<PooledEngine> {
  const machine = await startMachine(name)
  const address = `tcp://${machine.link.host}:2375`
  const socketPath = join(machine.folder, 'docker.sock')
  let entered: ChildProcess
  let pid = 0
  const start = async () => {
    await writeFile(join(machine.folder, 'etc/daemon.json'), '{}')
    entered = launch(machine, [...flagsOf(machine, address, socketPath), ...words])
    await until('dockerd answers', () => isUp(entered, socketPath), 60_000).catch(async (thrown: Error) => {
      const log = await readFile(join(machine.folder, 'log'), 'utf8').catch(() => '')
      throw new Error(`no engine ${name}: ${thrown.message}\n${log.slice(-2000)}`)
    })
    pid = (await childrenOf(entered.pid!))[0]!
  }
  const kill = async () => {
    process.kill(pid, 'SIGKILL')
    await until('dockerd is killed', () => hasEnded(entered))
  }
  const replace = async () => {
    if (!hasEnded(entered)) await kill()
    await endContainers(machine)
    for (const part of ['data', 'root', 'etc/key.json'])
      await rm(join(machine.folder, part), { recursive: true, force: true })
    await start()
    await importBusybox(machine.folder, socketPath)
  }
  try {
    await start()
    await importBusybox(machine.folder, socketPath)
  } catch (thrown) {
    await machine.close()
    throw thrown
  }
  const signal = (what: NodeJS.Signals) => void process.kill(pid, what)
  const thaw = () => {
    signal('SIGCONT')
    // What has entered the namespaces for it stops and goes on along with it.
    entered.kill('SIGCONT')
  }
  const { link, close } = machine
  const parts = { name, address, host: link.host, socketPath, link }
  return { ...parts, pid: () => pid, kill, start, replace, freeze: () => signal('SIGSTOP'), thaw, close }
}

function flagsOf(machine: Machine, address: string, socketPath: string): readonly string[] {
  return [
    // Without a word on TLS, dockerd waits before it listens on TCP.
    ['--tls=false', '--host', address, '--host', `unix://${socketPath}`],
    ['--data-root', join(machine.folder, 'data')],
    ['--storage-driver', 'vfs'],
    ['--cgroup-parent', machine.controlGroup],
  ].flat()
}

function launch({ inside, folder }: Machine, words: readonly string[]): ChildProcess {
  const [program, ...args] = [...inside, 'dockerd', ...words] as [string, ...string[]]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const log = createWriteStream(join(folder, 'log'), { flags: 'a' })
  log.on('error', () => undefined)
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log)
  return child
}

async function isUp(entered: ChildProcess, socketPath: string): Promise<boolean> {
  if (hasEnded(entered)) throw new Error(`dockerd exited with ${entered.exitCode}`)
  return answersPing(socketPath)
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** An engine that has nothing has no containers either: those of the one before end with what holds them. */
async function endContainers({ inside }: Machine): Promise<void> {
  const script = `
    for name in /proc/[0-9]*; do
      case "\${name#/proc/}" in 1 | $$ | "$(cat /run/listener)") ;; *) kill -9 "\${name#/proc/}" ;; esac
    done
  `
  const [program = '', ...args] = inside
  await run(program, [...args, 'sh', '-c', script])
}
