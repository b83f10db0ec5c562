import { readdirSync } from 'node:fs'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createSocket } from 'node:dgram'
import { expect } from 'chai'
import { mostConnections } from '../dist/ports/tcp.js'
import { mostClients } from '../dist/ports/udp.js'
import { ask, dial, heard, listens, serveAt, startPorts, type PortsDaemon } from './published-support.js'
import { act, eventually } from './support.js'

const descriptors = (): number => readdirSync('/proc/self/fd').length

describe('what a published port takes', () => {
  let daemon: PortsDaemon
  beforeEach(async () => void (daemon = await startPorts()))
  afterEach(() => daemon.close())

  const dialAll = (port: number, count: number): Promise<Socket[]> =>
    Promise.all(Array.from({ length: count }, () => dial(port)))

  const counted =
    process.platform === 'linux'
      ? it
      : (what: string, test: () => Promise<void>) => it.skip(`${what} [skipped: only Linux has /proc]`, test)
  counted('is given back: the descriptors of a thousand connections', async () => {
    const port = await serveAt(daemon, 'web', 'echo')
    await ask(port, 'x')
    const inner = (): number => daemon.state.fabric.host.sockets().length
    await eventually(async () => inner() === 0)
    const before = descriptors()
    const sockets = await dialAll(port, 1000)
    await eventually(async () => inner() === 1000)
    for (const socket of sockets) socket.write('x')
    await Promise.all(sockets.map((socket) => once(socket, 'data')))
    for (const [at, socket] of sockets.entries()) at % 2 === 0 ? socket.destroy() : socket.resetAndDestroy()
    await eventually(async () => inner() === 0 && descriptors() <= before)
    expect(await ask(port, 'still there')).to.equal('still there')
  })

  it('is so many connections; one more is closed, and taken when another has gone', async () => {
    const port = await serveAt(daemon, 'web', 'echo')
    const sockets = await dialAll(port, mostConnections)
    await eventually(async () => daemon.state.fabric.host.sockets().length === mostConnections)
    expect(await heard(await dial(port))).to.equal('')
    sockets[0]!.destroy()
    await eventually(async () => (await ask(port, 'x')) === 'x')
    for (const socket of sockets) socket.destroy()
  })

  it('is so many clients of UDP; the first is forgotten for one more', async () => {
    const port = await serveAt(daemon, 'web', 'datagrams')
    const clients = Array.from({ length: mostClients + 10 }, () => createSocket('udp4'))
    for (const client of clients) {
      client.send('x', port, '127.0.0.1')
      await once(client, 'message')
    }
    expect(daemon.state.fabric.host.sockets()).to.have.length(mostClients)
    await act(daemon, 'POST /containers/web/stop?t=0')
    expect(daemon.state.fabric.host.sockets()).to.have.length(0)
    for (const client of clients) client.close()
  })

  it('is ended when the engine is closed', async () => {
    const own = await startPorts()
    const [port, other] = [await serveAt(own, 'web', 'echo'), await serveAt(own, 'udp', 'datagrams')]
    const socket = await dial(port)
    socket.write('x')
    await once(socket, 'data')
    const closed = heard(socket)
    await own.close()
    await closed
    socket.destroy()
    expect([await listens(port), await listens(port, '::1')]).to.deep.equal([false, false])
    const free = createSocket('udp4').bind(other, '127.0.0.1')
    await once(free, 'listening')
    free.close()
  })
})
