import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { childrenOf } from './proc.js'
import { findProgram, run, until } from './processes.js'
import { freePort } from './swarmd.js'

/** An OpenSSH server of a test's own, on loopback, which lets its one key in. */
export interface Sshd {
  readonly port: number
  /** A file for `ssh -F`: who knows the host, and has the key. */
  readonly config: string
  /** The same of somebody who knows another host there. */
  readonly wrongConfig: string
  /** The same of somebody who has another key. */
  readonly strangerConfig: string
  /** What it has said. */
  said(): string
  /** The processes of those who are let in. */
  sessions(): Promise<readonly number[]>
  start(): Promise<void>
  /** Ends it and its sessions. */
  stop(): Promise<void>
}

// It starts itself anew for each connection, and wants to be called by its whole path for that.
const program = '/usr/sbin/sshd'

/** Why no OpenSSH server can be started here; undefined when one can. */
export function sshdMissing(): string | undefined {
  if (process.platform !== 'linux') return 'the processes of sshd are looked up in /proc'
  const missing = ['ssh', 'ssh-keygen'].filter((name) => findProgram(name) === undefined)
  if (!isRunnable(program)) missing.push('sshd')
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed`
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Ends a process that may have ended by itself. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown
  }
}

/** Makes the keys and starts it. */
export async function startSshd(folder: string): Promise<Sshd> {
  const at = (name: string) => join(folder, name)
  const port = await freePort()
  for (const name of ['host', 'other', 'user', 'stranger']) {
    const { code, stderr } = await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)])
    if (code !== 0) throw new Error(`ssh-keygen: ${stderr.toString()}`)
  }
  const config = async (name: string, host: string, key: string) => {
    await writeFile(at(`${name}.known`), `[127.0.0.1]:${port} ${await readFile(at(`${host}.pub`), 'utf8')}`)
    const lines = [
      `User ${userInfo().username}`,
      `IdentityFile ${at(key)}`,
      'IdentitiesOnly yes',
      'IdentityAgent none',
      `UserKnownHostsFile ${at(`${name}.known`)}`,
      'GlobalKnownHostsFile /dev/null',
    ]
    await writeFile(at(name), `${lines.join('\n')}\n`)
    return at(name)
  }
  await writeFile(at('authorized'), await readFile(at('user.pub')))
  const settings = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('authorized')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    // What it is unless somebody says otherwise.
    'MaxSessions 10',
  ]
  await writeFile(at('sshd_config'), `${settings.join('\n')}\n`)
  // The folder that sshd changes its root to, where no init has made it.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  let child: ChildProcess | undefined
  let said = ''
  const start = async () => {
    const started = spawn(program, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] })
    child = started
    let heard = ''
    started.stderr.on('data', (chunk: Buffer) => {
      heard += chunk.toString()
      said += chunk.toString()
    })
    await until('sshd listens', () => {
      if (started.exitCode !== null) throw new Error(`sshd ended with ${started.exitCode}: ${heard}`)
      return heard.includes('Server listening on')
    })
  }
  const sessions = async () => (child?.pid === undefined ? [] : childrenOf(child.pid))
  const stop = async () => {
    if (child === undefined) return
    const ending = child
    const own = await sessions()
    ending.kill('SIGTERM')
    for (const pid of own) end(pid)
    child = undefined
    await until('sshd has ended', () => ending.exitCode !== null || ending.signalCode !== null)
  }
  await start()
  return {
    port,
    config: await config('config', 'host', 'user'),
    wrongConfig: await config('wrong', 'other', 'user'),
    strangerConfig: await config('strange', 'host', 'stranger'),
    said: () => said,
    sessions,
    start,
    stop,
  }
}
