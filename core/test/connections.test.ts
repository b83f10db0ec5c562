import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { expect } from 'chai'
import { createLogger } from 'libswarm-core'
import { Connections } from '../dist/http/connections.js'
import { mostConnections } from '../dist/http/descriptors.js'
import { until } from './support.js'

describe('the connections of a frontend', () => {
  const servers: Server[] = []
  const clients: Socket[] = []
  const accepted: Socket[] = []
  const lines: string[] = []
  const log = createLogger('warn', (line) => lines.push(line))

  const listening = async (connections: Connections): Promise<Server> => {
    const server = createServer((socket) => void accepted.push(socket.on('error', () => undefined)))
    connections.bound(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    servers.push(server)
    return server
  }
  const dial = async (server: Server): Promise<Socket> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined)
    clients.push(socket)
    await once(socket, 'connect')
    return socket
  }
  const isCut = (socket: Socket): Promise<boolean> =>
    new Promise((resolve) => socket.once('close', () => resolve(true)))

  afterEach(() => {
    for (const socket of [...clients.splice(0), ...accepted.splice(0)]) socket.destroy()
    for (const server of servers.splice(0)) server.close()
    lines.splice(0)
  })

  it('are bounded for all its servers together, and whoever leaves makes room', async () => {
    const connections = new Connections(3, log)
    const [one, other] = [await listening(connections), await listening(connections)]
    const kept = [await dial(one), await dial(one), await dial(other)]
    await until(() => accepted.length === 3)
    expect(await isCut(await dial(one))).to.equal(true)
    kept[2]!.end()
    accepted[2]!.end()
    await until(() => one.maxConnections === 3)
    await dial(one)
    await until(() => accepted.length === 4)
  })

  it('that are dropped are told of at once, and then counted for a while', async () => {
    const server = await listening(new Connections(1, log, 200))
    await dial(server)
    await until(() => accepted.length === 1)
    await Promise.all(Array.from({ length: 20 }, async () => isCut(await dial(server))))
    const counts = () => lines.map((line) => Number(/^\d+/.exec(line)?.[0]))
    await until(() => counts().reduce((sum, count) => sum + count, 0) === 20)
    expect(lines[0]).to.equal(
      '1 connection was dropped: 1 are open, as many as may be; more descriptors allow more (ulimit -n, LimitNOFILE=)',
    )
    expect(lines.length).to.be.within(2, 5)
    expect(lines[1]).to.match(/^\d+ connections were dropped: 1 are open/)
  })

  it('are announced again when they are handed back to their server, and counted once', async () => {
    const server = await listening(new Connections(2, log))
    await dial(server)
    await until(() => accepted.length === 1)
    server.emit('connection', accepted[0])
    await dial(server)
    await until(() => accepted.length === 3)
  })

  it('leave descriptors for backends: half of them, and no more than 4,096', () => {
    expect([128, 1024, 8192, 20_000, 1_048_576].map((limit) => mostConnections(limit))).to.deep.equal([
      64, 512, 4096, 15_904, 1_044_480,
    ])
    expect(mostConnections()).to.be.greaterThan(0)
  })
})
