import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { SshTarget } from './address.js'

/** An `ssh` that holds a link. */
export interface SshProcess {
  readonly pid: number | undefined
  /** Resolves with why, once it has ended. */
  readonly ended: Promise<string>
  /** Ends it, with all that goes through it. */
  stop(): void
}

/** What `ssh` is started for. */
export interface SshRun {
  readonly target: SshTarget
  /** A file for `ssh -F`, instead of the user's and the system's. */
  readonly config: string | undefined
  /** The folder of the local socket, which goes with a process that nobody waits for any more. */
  readonly folder: string
  readonly socket: string
  /** Told each line that ssh writes to stderr. */
  heard(line: string): void
}

/**
 * The words after `ssh`. All that could ask a person something, share another process's connection or keep silent about a
 * failure is off; who is let in and which hosts are known is for ssh's own configuration.
 */
export function sshWords({ target, config, socket }: Pick<SshRun, 'target' | 'config' | 'socket'>): readonly string[] {
  const { user, host, port, path } = target
  const settings = [
    'BatchMode=yes',
    'ExitOnForwardFailure=yes',
    'StreamLocalBindMask=0177',
    'ControlMaster=no',
    'ControlPath=none',
    'RemoteCommand=none',
    'PermitLocalCommand=no',
    'LogLevel=INFO',
    'ConnectTimeout=10',
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
  ]
  return [
    ...(config === undefined ? [] : ['-F', config]),
    ...['-N', '-T', '-a', '-x'],
    ...settings.flatMap((setting) => ['-o', setting]),
    ...['-L', `${socket}:${path}`],
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    ...['--', host],
  ]
}

// The shell becomes ssh. What it leaves behind waits for a line, which says that ssh has ended; when the pipe ends without
// one, the process that held it is gone, and ssh and its socket go too.
const script = `(read -r over <&3 || { kill $$; rm -f -- "$1"; rmdir -- "$0"; }) >/dev/null 2>&1 &
shift
exec "$@" 3<&-`

// How long its last lines are waited for, in ms: another process may hold its stderr open.
const lastLines = 200

// How long ssh may take to end, in ms.
const longestEnd = 2000

/** Starts `ssh` in a session of its own: a Ctrl-C at a terminal is for who started it, and ends it in order. */
export function startSsh(run: SshRun): SshProcess {
  const child = spawn('/bin/sh', ['-c', script, run.folder, run.socket, 'ssh', ...sshWords(run)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const stderr = child.stderr as Socket
  // Not its stdin, which Node closes before anything is said of the end.
  const leash = child.stdio[3] as Socket
  let last = ''
  createInterface(stderr).on('line', (text) => {
    const line = readable(text)
    if (line === '') return
    last = line
    run.heard(line)
  })
  // Pipes of a child are sockets. The link lasts as long as something else keeps this process.
  for (const part of [child, stderr, leash]) part.unref()
  leash.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => {
      leash.end('over\n')
      const reason = () => resolve(code === 127 ? 'ssh is not installed' : last || `ssh ended with ${signal ?? code}`)
      setTimeout(reason, lastLines)
      child.once('close', reason)
    })
  })
  const stop = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), longestEnd).unref()
  }
  return { pid: child.pid, ended, stop }
}

/** A line for logs and sentences: without control characters, and the full stop of its last sentence. */
function readable(text: string): string {
  return text
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .replace(/\.$/, '')
}
