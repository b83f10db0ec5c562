import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectSecurely } from 'node:tls'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { Authority } from './certificates.js'
import { startEngine, type TestEngine } from './engine.js'
import { heapOf, withHeap } from './heap.js'
import { hear } from './hearing.js'
import { connectionsTo, openDescriptors } from './proc.js'
import { until } from './processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './swarmd.js'
import type { Target } from './wire.js'

/** A request to a real engine that is left in the middle. */
export interface Kind {
  /** What is sent, made anew for each. */
  readonly request: (engine: Target) => string | Promise<string>
  /** dockerd takes the connection over, and closes its own end only when its garbage is collected. */
  readonly takenOver?: boolean
  /** How many are enough where each takes long; 1000 unless given. */
  readonly times?: number
}

/** Clients on each kind of frontend of a `swarmd` whose backend is `forward` to a real dockerd. */
export interface Abandoning {
  readonly engine: TestEngine
  /**
   * Clients, so many in all, begin a request and leave when dockerd is at work on it; a few at once, on the frontends in
   * turn. Rejects when a request of theirs does not end at dockerd within a second.
   */
  leave(kind: Kind, times: number): Promise<void>
  /** How much is kept by all that have left. */
  kept(): Promise<Kept>
  /** Waits until both processes have as many descriptors as before. */
  letGo(before: Kept): Promise<void>
  close(): Promise<void>
}

/** What the processes hold: descriptors, and swarmd's memory in MiB. */
export interface Kept {
  readonly swarmd: number
  readonly dockerd: number
  readonly memory: number
}

const abreast = 12
// Of those that take dockerd long: it has to end all of them within the time.
const slowAbreast = 4
const slack = 2
// A second, and as much again for a machine that is busy.
const soon = 2000

/**
 * Starts all of it.
 *
 * @param takenOver whether there are kinds of which dockerd takes the connection over
 */
export async function startAbandoning(takenOver: boolean): Promise<Abandoning> {
  const folder = await temporaryFolder()
  // A connection that dockerd has taken over and that is left it keeps until its garbage is collected, without swarmd
  // just as well: a hundred attaches straight to 20.10 leave a hundred descriptors. Here it is collected all the time.
  // Elsewhere it need not be: that costs each process which dockerd starts many times its own time.
  const engine = await startEngine(takenOver ? { env: { GOGC: '5' } } : {})
  const authority = await Authority.make(join(folder.path, 'ca'))
  const { cert, key } = await authority.issue('server', { usage: 'serverAuth' })
  const addresses = ['unix://a.sock', 'tcp://127.0.0.1:0', 'tls://127.0.0.1:0']
  const words = ['--backend', `forward ${engine.address}`, '--tlscert', cert, '--tlskey', key, ...addresses]
  const swarmd = await startSwarmd(words, { cwd: folder.path, env: withHeap })
  const clients = clientsOf(swarmd, join(folder.path, 'a.sock'))
  const target: Target = { socketPath: engine.socketPath, port: undefined }
  let turn = 0

  const begin = async (request: string) => {
    const client = clients[turn++ % clients.length]!()
    const hearing = hear(client.socket, request)
    await hearing.until('it has begun', () => hearing.heard().includes('\r\n\r\n'), 60_000)
    hearing.pause()
    expect(hearing.heard()).to.match(/^HTTP\/1\.1 (100|101|200) /)
    return client
  }
  const open = async (): Promise<Open> => ({
    swarmd: await openDescriptors(swarmd.child.pid!),
    dockerd: await connectionsTo(engine.socketPath),
  })
  const leaveSome = async ({ request, takenOver = false }: Kind, some: number, before: Open) => {
    const requests = await Promise.all(Array.from({ length: some }, async () => request(target)))
    const holds = async (judge: (now: number, before: number, each: number) => boolean) => {
      const now = await open()
      // Of what was taken over the ends go whenever dockerd collects its garbage.
      return judge(now.swarmd, before.swarmd, 2) && (takenOver || judge(now.dockerd, before.dockerd, 1))
    }
    const begun = await Promise.all(requests.map(begin))
    await until('dockerd is at work on all', () => holds((now, was, each) => now >= was + each * some - slack))
    for (const client of begun) depart(client, takenOver)
    const isOver = () => holds((now, was) => now <= was + slack)
    await until('the requests end at dockerd', isOver, soon).catch(async (thrown: Error) => {
      throw new Error(`${thrown.message}: ${JSON.stringify({ before, now: await open() })}`)
    })
  }
  const kept = async () => ({
    swarmd: await openDescriptors(swarmd.child.pid!),
    dockerd: await openDescriptors(engine.pid),
    memory: await heapOf(swarmd),
  })
  return {
    engine,
    kept,
    leave: async (kind, times) => {
      const before = await open()
      const atOnce = kind.times === undefined ? abreast : slowAbreast
      for (let left = times; left > 0; left -= atOnce) await leaveSome(kind, Math.min(atOnce, left), before)
    },
    letGo: async (before) => {
      let now = { swarmd: Infinity, dockerd: Infinity }
      const isLetGo = async () => {
        // An idle dockerd has no garbage.
        await call(target, 'GET /info')
        now = { swarmd: await openDescriptors(swarmd.child.pid!), dockerd: await openDescriptors(engine.pid) }
        return now.swarmd <= before.swarmd + slack && now.dockerd <= before.dockerd + slack
      }
      await until('all is let go', isLetGo, 60_000).catch((thrown: Error) => {
        throw new Error(`${thrown.message}: ${JSON.stringify({ before, now })}`)
      })
    },
    close: async () => {
      const { code, stderr } = await swarmd.stop()
      await engine.close()
      await folder.remove()
      expect(code).to.equal(0)
      expect(stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
    },
  }
}

/** The descriptors of swarmd, and the connections that dockerd has. */
interface Open {
  readonly swarmd: number
  readonly dockerd: number
}

/** A client, and the connection that carries it. */
interface Client {
  readonly socket: Socket
  readonly carrier: Socket
}

function clientsOf(swarmd: Swarmd, path: string): readonly (() => Client)[] {
  const portOf = (scheme: string) =>
    Number(new RegExp(`listening on ${scheme}://127\\.0\\.0\\.1:(\\d+)`).exec(swarmd.stderr())![1])
  const [plain, secure] = [portOf('tcp'), portOf('tls')]
  const bare = (carrier: Socket): Client => ({ socket: carrier, carrier })
  return [
    () => bare(connect({ path })),
    () => bare(connect({ host: '127.0.0.1', port: plain })),
    () => {
      const carrier = connect({ host: '127.0.0.1', port: secure })
      return { socket: connectSecurely({ socket: carrier, rejectUnauthorized: false }), carrier }
    },
  ]
}

/** Leaves by a reset, where there is one, if an orderly end may say no more than that nothing is sent. */
function depart({ socket, carrier }: Client, takenOver: boolean): void {
  if (takenOver && carrier.remoteFamily !== undefined) carrier.resetAndDestroy()
  socket.destroy()
}
