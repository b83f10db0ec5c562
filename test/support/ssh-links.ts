import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { call, type Answered } from 'libswarm-core/testing'
import { childrenOf } from './proc.js'
import { run, until } from './processes.js'
import { startSshd, type Sshd } from './sshd.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './swarmd.js'

type Folder = Awaited<ReturnType<typeof temporaryFolder>>

/** A swarmd that forwards by ssh, and the socket it listens on. */
export interface Linked {
  readonly swarmd: Swarmd
  readonly path: string
}

/** An sshd of a test's own, and the swarmds that reach an engine through it. */
export class SshLinks {
  readonly sshd: Sshd
  readonly #folder: Folder
  /** Where links have their folders. */
  readonly #temporary: Folder
  readonly #running: Swarmd[] = []

  private constructor(sshd: Sshd, folder: Folder, temporary: Folder) {
    this.sshd = sshd
    this.#folder = folder
    this.#temporary = temporary
  }

  static async start(): Promise<SshLinks> {
    const folder = await temporaryFolder()
    return new SshLinks(await startSshd(folder.path), folder, await temporaryFolder())
  }

  /** A path in the folder of the test. */
  at(name: string): string {
    return join(this.#folder.path, name)
  }

  /** The address of the engine with such a socket. */
  address(path: string): string {
    return `ssh://127.0.0.1:${this.sshd.port}${path}`
  }

  /** Starts one that forwards to the engine with such a socket. */
  async forward(engine: string, config = this.sshd.config): Promise<Linked> {
    const path = this.at(`${this.#running.length}.sock`)
    const words = ['--backend', `forward ${this.address(engine)} --sshconfig ${config}`, `unix://${path}`]
    const swarmd = await startSwarmd(words, { env: { TMPDIR: this.#temporary.path } })
    this.#running.push(swarmd)
    return { swarmd, path }
  }

  /** The folders of links that are there. */
  async folders(): Promise<readonly string[]> {
    return (await readdir(this.#temporary.path)).filter((name) => name.startsWith('swarmd-ssh-'))
  }

  /** How long it takes to be let in, in ms: the longest of some times. No shell is started there. */
  async handshake(): Promise<number> {
    const { config, port } = this.sshd
    const words = ['-F', config, '-p', String(port), '-W', `127.0.0.1:${port}`, '127.0.0.1']
    const times: number[] = []
    for (let count = 0; count < 3; count++) {
      const since = Date.now()
      const { code, stderr } = await run('ssh', words)
      if (code !== 0) throw new Error(`ssh: ${stderr.toString()}`)
      times.push(Date.now() - since)
    }
    return Math.max(...times)
  }

  async close(): Promise<void> {
    for (const one of this.#running) await one.stop('SIGKILL')
    await this.sshd.stop()
    await until('no link has left its folder', async () => (await this.folders()).length === 0)
    await this.#temporary.remove()
    await this.#folder.remove()
  }
}

/** The processes of ssh that a swarmd has. */
export async function linksOf({ swarmd }: Linked): Promise<readonly number[]> {
  const names = (await childrenOf(swarmd.child.pid!)).map(async (pid) => {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
    return name === 'ssh\n' ? [pid] : []
  })
  return (await Promise.all(names)).flat()
}

/** Whether a process has ended, waited for or not. */
export async function isOver(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat === '' || / Z /.test(stat)
}

/** Asks through one. */
export function ask({ path }: Linked, line = 'GET /v1.41/containers/json'): Promise<Answered> {
  return call({ socketPath: path, port: undefined }, line)
}

/** The status of an answer and its message. */
export async function messageOf(linked: Linked): Promise<readonly [status: number, message: string]> {
  const { status, text } = await ask(linked, 'GET /version')
  return [status, (JSON.parse(text) as { message: string }).message]
}
