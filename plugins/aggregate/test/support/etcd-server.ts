import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { until } from './until.js'

const isThere = (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, 'etcd'), constants.X_OK)
    return true
  } catch {
    return false
  }
})

/** A suite with a real etcd; skipped, with the reason in its title, where none is installed. */
export function describeEtcd(title: string, body: (this: Mocha.Suite) => void): void {
  if (isThere) describe(title, body)
  else describe.skip(`${title} [skipped: etcd not installed]`, body)
}

/** The same for one that takes long: `npm test` leaves it to `npm test -- --all`. */
export function describeEtcdLong(title: string, body: (this: Mocha.Suite) => void): void {
  if (process.env['LIBSWARM_TEST_SHORT'] === undefined) describeEtcd(title, body)
}

/** How an etcd is started. */
export interface EtcdOptions {
  /** Files, PEM: with them it speaks TLS, and wants certificates that `ca` has signed. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string }
}

/** An etcd of one member, on a port of loopback, with its data in a folder of its own. */
export class EtcdServer {
  readonly port: number
  readonly #folder: string
  readonly #options: EtcdOptions
  #child: ChildProcess | undefined
  #heard = ''

  private constructor(port: number, folder: string, options: EtcdOptions) {
    this.port = port
    this.#folder = folder
    this.#options = options
  }

  static async start(options: EtcdOptions = {}): Promise<EtcdServer> {
    for (;;) {
      const folder = await mkdtemp(join(tmpdir(), 'etcd-'))
      const server = new EtcdServer(await freePort(), folder, options)
      if (await server.start()) return server
      // Another has taken the port in between.
      await server.close()
    }
  }

  /** `127.0.0.1:PORT`. */
  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  get pid(): number {
    return this.#child!.pid!
  }

  /** Starts it on the data that are there; false where its port was taken. */
  async start(): Promise<boolean> {
    const scheme = this.#options.tls === undefined ? 'http' : 'https'
    const url = `${scheme}://${this.address}`
    const words = [
      ...['--data-dir', join(this.#folder, 'data'), '--heartbeat-interval', '50', '--election-timeout', '500'],
      ...['--listen-client-urls', url, '--advertise-client-urls', url, '--listen-peer-urls', 'unix://peer:1'],
      ...['--initial-advertise-peer-urls', 'http://127.0.0.1:1', '--initial-cluster', 'default=http://127.0.0.1:1'],
      ...tlsWords(this.#options),
    ]
    const child = spawn('etcd', words, { cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    this.#heard = ''
    const hear = (chunk: Buffer) => void (this.#heard = (this.#heard + chunk.toString()).slice(-20_000))
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const kill = () => void child.kill('SIGKILL')
    process.once('exit', kill)
    child.once('exit', () => process.removeListener('exit', kill))
    const ended = () => child.exitCode !== null || child.signalCode !== null
    await until('etcd serves', () => /ready to serve client requests/.test(this.#heard) || ended(), 20_000)
    if (!ended()) return true
    if (/address already in use/.test(this.#heard)) return false
    throw new Error(`etcd has ended: ${this.#heard.slice(-1000)}`)
  }

  /** Ends it as `kill -9` does; its data stay. */
  async kill(): Promise<void> {
    const child = this.#child!
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  /** Ends it, and removes its data. */
  async forget(): Promise<void> {
    await this.kill()
    await rm(join(this.#folder, 'data'), { recursive: true })
  }

  async close(): Promise<void> {
    await this.kill()
    await rm(this.#folder, { recursive: true })
  }

  /** A call of the JSON gateway. */
  async post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await fetch(`http://${this.address}${path}`, { method: 'POST', body: JSON.stringify(body) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    return JSON.parse(text) as Record<string, unknown>
  }

  async put(key: string, value: string): Promise<void> {
    await this.post('/v3/kv/put', { key: base64(key), value: base64(value) })
  }

  async remove(key: string): Promise<void> {
    await this.post('/v3/kv/deleterange', { key: base64(key) })
  }

  /** The value of a key; undefined where it is not there. */
  async get(key: string): Promise<string | undefined> {
    const { kvs } = (await this.post('/v3/kv/range', { key: base64(key) })) as {
      readonly kvs?: { readonly value: string }[]
    }
    return kvs?.[0] === undefined ? undefined : Buffer.from(kvs[0].value, 'base64').toString()
  }
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

function tlsWords({ tls }: EtcdOptions): readonly string[] {
  if (tls === undefined) return []
  return ['--cert-file', tls.cert, '--key-file', tls.key, '--trusted-ca-file', tls.ca, '--client-cert-auth']
}

/** A port that is free, below those that the system gives to who asks for any. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    await new Promise((resolve) => server.close(resolve))
    if (isFree) return port
  }
}
