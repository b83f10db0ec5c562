import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The file that `npx swarmd` runs. */
export const swarmdBin = fileURLToPath(new URL('../../swarmd/bin/swarmd.js', import.meta.url))

/** How a program ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A running `swarmd`. */
export interface Swarmd {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** Sends a signal, SIGTERM unless given, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>
  readonly ended: Promise<Ended>
}

/** How `swarmd` is started. */
export interface SwarmdOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** The words of a program that becomes what the words after them name, as `setpriv …` does. */
  readonly through?: readonly string[]
  /** Descriptors of this process that are its own, from 3 up. */
  readonly passing?: readonly number[]
}

/** Starts `swarmd` and waits until it listens. Rejects with what it said when it ends instead. */
export async function startSwarmd(args: readonly string[], options: SwarmdOptions = {}): Promise<Swarmd> {
  const running = spawnSwarmd(args, options, true)
  const listening = new Promise<void>((resolve) => running.child.once('message', () => resolve()))
  const outcome = await Promise.race([listening, running.ended])
  if (outcome !== undefined) throw new Error(`swarmd ended with ${outcome.code}: ${outcome.stderr}`)
  return running
}

/** Runs `swarmd` to its end. */
export function runSwarmd(args: readonly string[], options: SwarmdOptions = {}): Promise<Ended> {
  return spawnSwarmd(args, options, false).ended
}

/** Starts `swarmd`, and waits for nothing. With `ipc` it tells when it listens. */
export function spawnSwarmd(args: readonly string[], options: SwarmdOptions, ipc: boolean): Swarmd {
  const { cwd, env = {}, through = [], passing = [] } = options
  const [program, ...words] = [...through, process.execPath, swarmdBin, ...args] as [string, ...string[]]
  const child = spawn(program, words, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...passing, ...(ipc ? (['ipc'] as const) : [])],
  })
  const texts = { stdout: '', stderr: '' }
  child.stdout!.on('data', (chunk: Buffer) => void (texts.stdout += chunk.toString()))
  child.stderr!.on('data', (chunk: Buffer) => void (texts.stderr += chunk.toString()))
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, ...texts })),
  )
  return {
    child,
    ended,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

/** What gives Unix sockets to the group of the test, so that all machines say the same about it. */
export const ownGroup = ['--socket-group', String(process.getgid?.() ?? 0)]

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** An empty folder of the test's own, and its end. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'swarmd-test-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
