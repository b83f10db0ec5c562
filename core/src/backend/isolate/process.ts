import { spawn, type ChildProcess } from 'node:child_process'
import type { Duplex, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { IsolationLimits } from './limits.js'

/** A process of its own, with a control connection. */
export interface GuestProcess {
  readonly control: Duplex
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves to how it ended: `exit code 1`, `signal SIGKILL`, or why it could not be started. */
  readonly ended: Promise<string>
  /** Kills it and whatever it has started. */
  kill(): void
}

const guest = fileURLToPath(import.meta.resolve('#guest'))

// What a program cannot do without, and nothing that is somebody's secret.
const environment = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL', 'LC_CTYPE']

// A limit that cannot be set is lower already. Descriptor 3 is the control connection. Descriptor 4 is held open by this process alone: its end, also by a kill that
// nothing can catch, ends the guest's whole process group, however busy the guest is, and removes its folder.
const script = `
folder=$1; ulimit -d "$2" 2>/dev/null; ulimit -n "$3" 2>/dev/null; shift 3
(exec 3>&- >/dev/null 2>&1; read -r _ <&4; rm -rf "$folder"; kill -KILL 0) &
exec "$@" 4<&-
`

/**
 * Starts the guest's program: limits, a clean environment, a process group of its own, no inherited descriptors.
 *
 * Throws when the system has none to give.
 *
 * @param folder the guest's, which goes with this process at the latest
 */
export function startProcess(folder: string, limits: IsolationLimits): GuestProcess {
  const { memory, files } = limits
  const node = [process.execPath, `--max-old-space-size=${Math.floor(memory * 0.75)}`, guest]
  const args = [folder, String(memory * 1024), String(files), ...node]
  const child = spawn('/bin/sh', ['-c', script, 'swarmd-backend', ...args], {
    detached: true,
    env: environmentOf(limits),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
  })
  if (child.pid === undefined) throw new Error('the system has started none: is a limit of descriptors reached?')
  for (const stream of child.stdio) stream?.on('error', () => undefined)
  void ended.then(() => killGroup(child))
  return {
    control: child.stdio[3] as Duplex,
    stdout: child.stdout!,
    stderr: child.stderr!,
    ended,
    kill: () => killGroup(child),
  }
}

function environmentOf({ env }: IsolationLimits): NodeJS.ProcessEnv {
  const names = [...environment, ...env].filter((name) => process.env[name] !== undefined)
  return Object.fromEntries(names.map((name) => [name, process.env[name]]))
}

function killGroup({ pid, stdio }: ChildProcess): void {
  stdio[4]?.destroy()
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of it has ended.
  }
}
