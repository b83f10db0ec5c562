import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { expect } from 'chai'
import { Authority, opensslMissing } from '../certificates.js'
import { startRawEngine, type Asked, type RawEngine } from '../raw-engine.js'
import { Side } from '../side.js'
import { startSwarmd, temporaryFolder, type Ended, type Swarmd } from '../swarmd.js'
import { get } from '../wire.js'
import { takeAnswer, whole } from './answers.js'

/** A kind of address that clients come in by. */
export type Kind = 'unix' | 'tcp' | 'tls'

/** Why there can be no address of a kind here; undefined when there can. */
export function kindMissing(kind: Kind): string | undefined {
  return kind === 'tls' ? opensslMissing() : undefined
}

/** Both sides of a call, with a `swarmd` in the middle that forwards. */
export interface Call extends Asked {
  readonly client: Side
}

/** The way from clients to an engine through a `swarmd` that forwards. */
export class Way {
  readonly swarmd: Swarmd
  readonly #engine: RawEngine
  readonly #connect: () => Socket
  readonly #close: () => Promise<void>
  #clients: Side[] = []

  private constructor(swarmd: Swarmd, engine: RawEngine, connectOne: () => Socket, close: () => Promise<void>) {
    this.swarmd = swarmd
    this.#engine = engine
    this.#connect = connectOne
    this.#close = close
  }

  static async start(kind: Kind): Promise<Way> {
    const folder = await temporaryFolder()
    const engine = await startRawEngine(join(folder.path, 'e.sock'))
    const { words, connectTo } = await frontends[kind](folder.path)
    const swarmd = await startSwarmd(['--backend', 'forward unix://e.sock', ...words], { cwd: folder.path })
    const port = Number(/listening on \w+:\/\/127\.0\.0\.1:(\d+)/.exec(swarmd.stderr())?.[1])
    return new Way(
      swarmd,
      engine,
      () => connectTo(port),
      async () => {
        await engine.close()
        await folder.remove()
      },
    )
  }

  /** A client that has sent nothing yet. */
  client(): Side {
    const client = new Side(this.#connect())
    this.#clients.push(client)
    return client
  }

  /** Has a client send a request, one of its own unless given. Resolves when its head is with the engine. */
  async ask(request: string, client = this.client()): Promise<Call> {
    client.say(request)
    return { client, ...(await this.#engine.asked()) }
  }

  /** The next request that comes to the engine. */
  asked(): Promise<Asked> {
    return this.#engine.asked()
  }

  /** Has a client ask for something else and be answered: nothing of what was before is left on its connection. */
  async goesOn(client: Side): Promise<void> {
    const { line, engine } = await this.ask(get('/version'), client)
    engine.answer(whole('{"fine":true}'))
    const { status, body } = await takeAnswer(client)
    expect([line, status, body]).to.deep.equal(['GET /version HTTP/1.1', 200, '{"fine":true}'])
  }

  /** Has all clients leave, and the engine when it is told. Resolves to how many requests it had that nobody waited for. */
  async leave(): Promise<number> {
    for (const client of this.#clients.splice(0)) client.leave()
    await this.#engine.leave()
    return this.#engine.unnoticed()
  }

  async close(): Promise<Ended> {
    const ended = await this.swarmd.stop()
    await this.#close()
    return ended
  }
}

interface Frontend {
  /** The address, and what else it takes, as words of a command line. */
  readonly words: readonly string[]
  readonly connectTo: (port: number) => Socket
}

const open = { host: '127.0.0.1', allowHalfOpen: true }

const frontends: Readonly<Record<Kind, (folder: string) => Frontend | Promise<Frontend>>> = {
  unix: (folder) => ({
    words: ['unix://a.sock'],
    connectTo: () => connect({ path: join(folder, 'a.sock'), allowHalfOpen: true }),
  }),
  tcp: () => ({ words: ['tcp://127.0.0.1:0'], connectTo: (port) => connect({ ...open, port }) }),
  tls: async (folder) => {
    const authority = await Authority.make(folder)
    const server = await authority.issue('server', { usage: 'serverAuth' })
    const client = await authority.issue('client')
    const [ca, cert, key] = [authority.cert, client.cert, client.key].map((file) => readFileSync(file))
    const files = ['--tlscacert', authority.cert, '--tlscert', server.cert, '--tlskey', server.key]
    return {
      words: ['--tlsverify', ...files, 'tls://127.0.0.1:0'],
      connectTo: (port) => connectTls({ host: open.host, ca, cert, key, socket: connect({ ...open, port }) }),
    }
  },
}
