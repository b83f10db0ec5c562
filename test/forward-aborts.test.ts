import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { startDeadlyEngine, type DeadlyEngine, type Deed } from './support/deadly-engine.js'
import { heapOf, withHeap } from './support/heap.js'
import { hear } from './support/hearing.js'
import { describeLong, short } from './support/needs.js'
import { openDescriptors } from './support/proc.js'
import { until } from './support/processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { get, json, post } from './support/wire.js'

const abreast = 10

/** A request that is left in the middle, and what the engine does to it. */
interface Kind {
  readonly request: string
  readonly engine: Deed
  /** Reads nothing of the answer. */
  readonly unread?: boolean
}

const opens: Deed = (socket) => void socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n')
const takesOver: Deed = (socket) =>
  void socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nbegun')
const pours: Deed = (socket) => {
  opens(socket)
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const more = () => {
    while (socket.writable && socket.write(chunk));
  }
  socket.on('drain', more)
  more()
}

const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']
const kinds: Readonly<Record<string, Kind>> = {
  events: { request: get('/events'), engine: opens },
  'logs that are followed': { request: get('/containers/a/logs?follow=1&stdout=1'), engine: opens },
  'a wait': { request: post('/containers/a/wait', []), engine: opens },
  'an attach': { request: post('/containers/a/attach?stream=1&stdin=1', upgrade), engine: takesOver },
  'an attach without an upgrade': { request: post('/containers/a/attach?stream=1', []), engine: takesOver },
  'a command': { request: post('/exec/a/start', [...upgrade, json], '{"Detach":false}'), engine: takesOver },
  'an image that is saved': { request: get('/images/a/get'), engine: pours },
  'an image that is saved, and not read': { request: get('/images/a/get'), engine: pours, unread: true },
  'an upload with a length': { request: `${post('/images/load', ['Content-Length: 1000000'])}half`, engine: opens },
  'an upload in chunks': { request: `${post('/images/load', ['Transfer-Encoding: chunked'])}4\r\nhalf\r\n`, engine: opens }, // prettier-ignore
}

describe('clients of forward that leave in the middle', function () {
  this.timeout(120_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: DeadlyEngine
  let swarmd: Swarmd
  let clients: readonly (() => Socket)[]

  before(async () => {
    folder = await temporaryFolder()
    engine = await startDeadlyEngine()
    const addresses = ['unix://a.sock', 'tcp://127.0.0.1:0']
    swarmd = await startSwarmd(['--backend', `forward ${engine.address}`, ...addresses], {
      cwd: folder.path,
      env: withHeap,
    })
    const [, port] = /listening on tcp:\/\/127\.0\.0\.1:(\d+)/.exec(swarmd.stderr())!
    clients = [
      () => connect({ path: join(folder.path, 'a.sock') }),
      () => connect({ host: '127.0.0.1', port: Number(port) }),
    ]
  })
  after(async () => {
    const ended = await swarmd.stop()
    await engine.close()
    await folder.remove()
    expect(ended.code).to.equal(0)
    expect(ended.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
  })

  /** Leaves by a reset, where there is one: an orderly end says no more than that nothing is sent. */
  const leave = async (client: () => Socket, { request, unread }: Kind) => {
    const socket = client()
    const hearing = hear(socket, request)
    await hearing.until('it has begun', () => hearing.heard().includes('begun'))
    if (unread === true) socket.pause()
    if (socket.remoteFamily === undefined) socket.destroy()
    else socket.resetAndDestroy()
  }
  const gone = () => engine.touched().every((socket) => socket.destroyed || socket.readableEnded)
  const leaveAll = async (kind: Kind, times: number) => {
    engine.does(kind.engine)
    let left = times
    const lane = async (_none: unknown, at: number) => {
      while (left-- > 0) await leave(clients[at % clients.length]!, kind)
    }
    await Promise.all(Array.from({ length: abreast }, lane))
  }

  /** How many descriptors are open once the engine has been told of all that have left, and has closed its side, too. */
  const descriptors = async (what: string) => {
    // It is not told how long that takes: a busy machine has time.
    await until(`the engine has none of them (${what})`, gone, 60_000)
    for (const socket of engine.touched()) socket.destroy()
    return openDescriptors(swarmd.child.pid!)
  }

  for (const [name, kind] of Object.entries(kinds)) {
    it(`end it at the engine within a second: ${name} (rows 65, 66)`, async () => {
      engine.does(kind.engine)
      for (const client of clients) {
        await leave(client, kind)
        // A second, and as much again for a machine that is busy.
        await until('the engine is told', gone, 2000)
      }
    })

    const cycles = short ? 50 : 1000
    it(`leave no descriptor, ${cycles} of them: ${name} (row 66)`, async () => {
      await leaveAll(kind, abreast)
      const before = await descriptors(name)
      await leaveAll(kind, cycles)
      await until('as few are open as before', async () => (await descriptors(name)) <= before + 2)
    })
  }

  describeLong(undefined, 'a thousand of each kind, and a thousand more', () => {
    it('leave the memory as flat as it was (row 66)', async () => {
      const round = async () => {
        for (const [name, kind] of Object.entries(kinds)) {
          await leaveAll(kind, 1000)
          await descriptors(name)
        }
        return heapOf(swarmd)
      }
      const first = await round()
      const second = await round()
      // In MiB, of ten thousand clients.
      expect(second - first).to.be.lessThan(2)
    })
  })
})
